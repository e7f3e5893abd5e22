import numpy as np


def clip_by_global_norm(grads, max_norm):
    """Scale all gradients by one factor so that their global norm is at most max_norm.

    grads: dict of arrays of any shape

    Returns (clipped, norm): a new dict, and the norm before clipping.

    With grads = {"a": [4, 1], "b": [[2, -2]]} and max_norm = 1
    the result is ({"a": [0.8, 0.2], "b": [[0.4, -0.4]]}, 5.0).
    """
    raise NotImplementedError("return clipped, norm")
