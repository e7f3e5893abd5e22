import numpy as np


def loss_and_grads(params, x, y):
    """Mean softmax cross-entropy of a two-layer ReLU network, and its gradients.

    params: {"W1": (h, d), "b1": (h,), "W2": (c, h), "b2": (c,)}
    x: (n, d) floats    y: (n,) integers from 0 to c - 1

    Returns (loss, grads), where grads has the keys and shapes of params.

    With W1 = [[1, 0], [-1, 1]], W2 = [[1, 2], [0.5, 3]], zero biases, x = [[2, 1]] and y = [1]:
    loss = 1.313, grads["b2"] = [0.731, -0.731], grads["b1"] = [0.366, 0].
    """
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]

    # forward: (n, d) -> (n, h) -> (n, c) -> one number

    # backward: from the loss towards the input
    raise NotImplementedError("write the forward and the backward pass here")
