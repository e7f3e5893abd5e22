import numpy as np


def penalise(loss, grads, params, decay):
    """The loss with an L2 penalty on the weights, and its gradients.

    loss: a number    grads, params: dicts of arrays with the same names and shapes    decay: lambda

    Returns (total, grads).

    With loss = 1.5, grads = {"W": [[0.5, 0.5], [0.5, 0.5]], "b": [1, -1]},
    params = {"W": [[1, -2], [0, 3]], "b": [10, 10]} and decay = 0.1
    the result is (2.9, {"W": [[0.7, 0.1], [0.5, 1.1]], "b": [1, -1]}).
    """
    raise NotImplementedError("return total, grads")
