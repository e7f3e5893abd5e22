import numpy as np


def softmax_jacobian(z):
    """J[i, j]: the derivative of probability i with respect to score j.

    z: (d,)    returns (d, d)

    With z = [0, log 3] it is [[0.1875, -0.1875], [-0.1875, 0.1875]].
    """
    raise NotImplementedError


def softmax_backward(z, g):
    """The gradient with respect to z, from the gradient g with respect to the softmax, without building the Jacobian.

    z: (..., d)    g: (..., d)    returns (..., d)

    With z = [0, log 3] and g = [1, 5] it is [-0.75, 0.75].
    """
    raise NotImplementedError
