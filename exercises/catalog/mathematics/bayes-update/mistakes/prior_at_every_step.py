"""worked_posteriors

You multiply by the prior at every observation. Use it once: after the first step the posterior takes its place.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = (prior[:, None] * likelihood[:, data]).prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
