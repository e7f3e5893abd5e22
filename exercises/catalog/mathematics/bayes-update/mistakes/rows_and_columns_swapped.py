"""worked_posteriors

You index the rows of the likelihood with the outcomes. Each row is a hypothesis and each column an outcome.

---
Use likelihood[:, data].
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood.T[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
