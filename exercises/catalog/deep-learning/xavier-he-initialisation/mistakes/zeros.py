"""example_variances

Your weights are all 0. Then all units of a layer compute the same and get the same gradient, forever.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return np.zeros((n_out, n_in))


def he(n_in, n_out, rng):
    return np.zeros((n_out, n_in))
