"""arguments_unchanged

Your function writes into its arguments, so the caller's prior is changed.

---
p *= ... works in place; p = p * ... makes a new array.
"""

import numpy as np


def posterior(prior, likelihood, data):
    log_p = np.log(prior)
    for x in data:
        log_p = log_p + np.log(likelihood[:, x])
    prior[:] = np.exp(log_p - log_p.max())
    prior /= prior.sum()
    return prior.copy()


def predictive(prior, likelihood, data):
    return posterior(prior.copy(), likelihood, data) @ likelihood
