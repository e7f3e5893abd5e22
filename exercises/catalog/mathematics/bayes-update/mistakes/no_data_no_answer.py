"""any_number

Without data there is nothing to multiply, and your function does not get to an answer. The posterior is the prior then.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data[0]]
    for x in data[1:]:
        p = p * likelihood[:, x]
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
