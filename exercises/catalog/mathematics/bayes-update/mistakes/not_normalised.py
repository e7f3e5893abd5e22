"""worked_posteriors

Prior times likelihood is not yet a probability: divide by the sum over all hypotheses.
"""

import numpy as np


def posterior(prior, likelihood, data):
    return prior * likelihood[:, data].prod(axis=1)


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
