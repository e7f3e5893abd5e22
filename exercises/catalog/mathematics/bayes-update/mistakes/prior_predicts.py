"""worked_prediction

You weight the predictions by the prior. Once there are data, use the posterior.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return prior @ likelihood
