"""ruled_out

You multiply the counts by the logarithms. For an outcome that is impossible and was not observed, that is 0 times minus
infinity, which is NaN. Leave unobserved outcomes out.
"""

import numpy as np


def posterior(prior, likelihood, data):
    counts = np.bincount(data, minlength=likelihood.shape[1])
    log_p = np.log(prior) + np.log(likelihood) @ counts
    p = np.exp(log_p - log_p.max())
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
