import numpy as np


def xavier(n_in, n_out, rng):
    """Keeps the size of signals on the way forward and of gradients on the way back, as well as one scale can do both."""
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in))


def he(n_in, n_out, rng):
    """Twice 1 / n_in, for ReLU loses half."""
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))
