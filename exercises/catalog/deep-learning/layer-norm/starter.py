import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    """Normalize over the last axis, then scale and shift.

    x: (..., d)    gamma, beta: (d,)

    Returns (..., d).

    With x = [1, 3, 5, 7], gamma = [1, 1, 1, 2], beta = [0, 0, 0, 1] and eps = 0
    the result is [-1.342, -0.447, 0.447, 3.683].
    """
    raise NotImplementedError("return the normalized features")
