import numpy as np


def descend(start, lr, steps, tolerance):
    """Gradient descent on f(x, y) = (1 - x)^2 + 5 (y - x^2)^2; the path as an array (t + 1, 2), the start first.

    start: (2,)    steps: the maximum number    tolerance: stop when the gradient is at most this long

    descend(np.array([0.0, 0.0]), 0.1, 2, 0.0) is [[0, 0], [0.2, 0], [0.344, 0.04]].
    """
    raise NotImplementedError("derive the gradient, then step against it")
