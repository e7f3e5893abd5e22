"""worked_prediction

You let the most probable hypothesis predict alone. The others are still possible: average the predictions of all,
weighted by the posterior.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return likelihood[np.argmax(posterior(prior, likelihood, data))]
