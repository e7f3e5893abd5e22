import numpy as np


def loss_and_grads(params, X, y):
    """Mean squared error of X w + b against y, and its gradients.

    params: {"w": (d,), "b": ()}    X: (n, d)    y: (n,)

    Returns (loss, grads), where grads has the keys and shapes of params.

    With X = [[1, 2], [4, 0]], y = [1, 2], w = [1, 1] and b = 0:
    loss = 4, grads["w"] = [10, 4], grads["b"] = 4.
    """
    # residuals: (n,)

    raise NotImplementedError("compute the loss, then its two gradients")
