import numpy as np


def xavier(n_in, n_out, rng):
    """Normal weights (n_out, n_in) of variance 2 / (n_in + n_out). rng: a NumPy generator.

    xavier(300, 100, rng) has shape (100, 300) and a standard deviation of about 0.0707.
    """
    raise NotImplementedError("return the weights")


def he(n_in, n_out, rng):
    """Normal weights (n_out, n_in) of variance 2 / n_in. rng: a NumPy generator.

    he(300, 100, rng) has shape (100, 300) and a standard deviation of about 0.0816.
    """
    raise NotImplementedError("return the weights")
