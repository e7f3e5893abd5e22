import numpy as np


def xavier(n_in, n_out, rng):
    """A compromise that roughly keeps the size of signals going forward and of gradients going back."""
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in))


def he(n_in, n_out, rng):
    """Twice 1 / n_in, because ReLU loses half."""
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))
