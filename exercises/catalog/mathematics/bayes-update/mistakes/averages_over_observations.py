"""worked_posteriors

You take the mean over the observations. Independent observations multiply; in logarithms they add.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * np.exp(np.log(likelihood[:, data]).mean(axis=1)) if len(data) else prior
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
