"""thousands

The product of thousands of probabilities is smaller than the smallest floating-point number, so it becomes 0 for every
hypothesis, and 0/0 is NaN. Add logarithms, and subtract the largest sum before you take the exponential.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
