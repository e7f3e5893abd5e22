"""worked_prediction

You take the plain mean of all hypotheses' predictions. Weight each by its posterior.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return likelihood.mean(axis=0)
