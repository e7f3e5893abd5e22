"""thousands

You normalise after every observation. A hypothesis that falls behind for long enough becomes exactly 0 and cannot come
back, even if later data support it, so your result depends on the order of the data. Add up logarithms and normalise
once.
"""

import numpy as np


def posterior(prior, likelihood, data):
    p = prior
    for x in data:
        p = p * likelihood[:, x]
        p = p / p.sum()
    return p


def predictive(prior, likelihood, data):
    return posterior(prior, likelihood, data) @ likelihood
