"""worked_posteriors

The prior is missing: you compare how well each hypothesis explains the data, but not how probable it was before. A
positive test says little about a rare illness.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = likelihood[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
