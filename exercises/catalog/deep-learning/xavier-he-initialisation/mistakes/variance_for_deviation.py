"""example_variances

You give the variance where the standard deviation belongs. Take the root.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return rng.normal(0, 2 / (n_in + n_out), size=(n_out, n_in))


def he(n_in, n_out, rng):
    return rng.normal(0, 2 / n_in, size=(n_out, n_in))
