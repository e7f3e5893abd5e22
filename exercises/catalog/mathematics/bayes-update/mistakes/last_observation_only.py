"""worked_posteriors

You use the last observation only. Every observation counts: multiply their probabilities, or make each posterior the
prior of the next step.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * (likelihood[:, data[-1]] if len(data) else 1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
