"""ruled_out

You keep the probabilities away from 0 to get a finite logarithm, so impossible outcomes become possible. The logarithm
of 0 may be minus infinity here: its exponential is 0 again.
"""

import numpy as np


def posterior(prior, likelihood, data):
    log_p = np.log(prior + 1e-9) + np.log(likelihood + 1e-9)[:, data].sum(axis=1)
    p = np.exp(log_p - log_p.max())
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
