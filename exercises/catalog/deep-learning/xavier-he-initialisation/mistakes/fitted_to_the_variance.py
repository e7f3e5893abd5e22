"""normal

You shift and scale the drawn weights until their mean and variance are exact, so each weight depends on all others.
Draw them independently: mean and variance belong to the distribution, not to the sample.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return fitted(rng.normal(size=(n_out, n_in)), 2 / (n_in + n_out))


def he(n_in, n_out, rng):
    return fitted(rng.normal(size=(n_out, n_in)), 2 / n_in)


def fitted(weights, variance):
    return (weights - weights.mean()) / weights.std() * np.sqrt(variance)
