"""normal

You shift and scale the weights that were drawn until their mean and variance are exact. Each weight then depends on all
others. They are drawn independently: mean and variance are those of the distribution, not of this sample.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return fitted(rng.normal(size=(n_out, n_in)), 2 / (n_in + n_out))


def he(n_in, n_out, rng):
    return fitted(rng.normal(size=(n_out, n_in)), 2 / n_in)


def fitted(weights, variance):
    return (weights - weights.mean()) / weights.std() * np.sqrt(variance)
