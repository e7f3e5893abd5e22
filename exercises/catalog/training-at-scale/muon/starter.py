import numpy as np


def orthogonalise(M, steps):
    """Newton-Schulz: the same singular vectors, and singular values near 1.

    M: (n, m)    steps: the number of iterations, 0 or more
    Returns (n, m).
    """
    # divide by the norm

    # iterate, with small square matrices for tall and wide M

    raise NotImplementedError("return the matrix after the iterations")


def singular_values(s, steps):
    """What the iterations make of the singular values s: (r,), in the same order.

    singular_values([35, 12], 1) is [0.755, 0.962].
    """
    raise NotImplementedError("return the singular values after the iterations")


def orthogonality_error(X):
    """The largest distance of a singular value of X from 1."""
    raise NotImplementedError("return a number")


def muon_step(W, grad, B, lr, beta, decay):
    """One step of Muon, with five iterations.

    W, grad, B: (n, m)    B: the momentum before the step
    Returns (W, B), both new.
    """
    raise NotImplementedError("return the weights and the momentum")
