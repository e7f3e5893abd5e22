"""worked_prediction

You use only the most probable hypothesis's prediction. The others are still possible: average the predictions of all,
weighted by the posterior.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior * likelihood[:, data].prod(axis=1)
    return p / p.sum()


def predictive(prior, likelihood, data):
    return likelihood[np.argmax(posterior(prior, likelihood, data))]
