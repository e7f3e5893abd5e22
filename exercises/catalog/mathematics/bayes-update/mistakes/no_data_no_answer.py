"""any_number

Your function fails when there is no data. With nothing to multiply, the posterior is the prior.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data[0]]
    for x in data[1:]:
        p = p * likelihood[:, x]
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
