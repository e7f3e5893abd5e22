"""example_variances

You pass the variance instead of the standard deviation. Take the square root.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return rng.normal(0, 2 / (n_in + n_out), size=(n_out, n_in))


def he(n_in, n_out, rng):
    return rng.normal(0, 2 / n_in, size=(n_out, n_in))
