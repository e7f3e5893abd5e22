import numpy as np


def max_pool(x, k, stride):
    """The maximum of each k by k window.

    x: (..., h, w)

    Returns (..., h', w').

    With x = [[1, 3, 2], [4, 9, 0], [5, 6, 7]] and k = 2 the result is [[9, 9], [9, 9]] for stride 1, [[9]] for stride 2.
    """
    raise NotImplementedError("return the maxima")


def max_pool_gradient(x, G, k, stride):
    """The gradient with respect to x, given the gradient G with respect to the maxima.

    x: (..., h, w)    G: (..., h', w')

    Returns (..., h, w).

    With the x above, k = 2, stride 1 and G = [[1, 10], [100, 1000]] it is 1111 in the middle and 0 elsewhere.
    """
    raise NotImplementedError("return the gradient")
