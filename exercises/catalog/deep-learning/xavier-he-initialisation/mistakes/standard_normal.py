"""example_variances

Your weights have variance 1, whatever the size of the layer. A sum of 300 such products has a variance of
300, and after a few layers nothing is finite. Scale them.
"""

import numpy as np


def xavier(n_in, n_out, rng):
    return rng.normal(0, 1, size=(n_out, n_in))


def he(n_in, n_out, rng):
    return rng.normal(0, 1, size=(n_out, n_in))
