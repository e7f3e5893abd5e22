"""worked_posteriors

You add up the likelihoods of the observations. All of them happened, so their probabilities are multiplied: add the
logarithms.
"""

import numpy as np


def posterior(prior, likelihood, data):
    with np.errstate(divide="ignore"):
        log_p = np.log(prior) + np.log(likelihood[:, data].sum(axis=1) if len(data) else np.ones(len(prior)))
    p = np.exp(log_p - log_p.max())
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
