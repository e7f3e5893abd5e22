import numpy as np


def loss_and_gradients(x, y, weights, segment):
    """Loss and gradients of a deep tanh network, with checkpoints at the segment boundaries.

    x, y: (n, d)    weights: a list of L matrices (d, d)    segment: layers in a segment

    Returns (loss, grads, log): a number, a list of L matrices, a list of strings.

    With x = [[1]], y = [[0]], weights = [[[0.5]]] and segment 1 the loss is 0.107, the gradients are [[[0.363]]],
    and the log is ["keep 0", "forward 0", "forward 0", "backward 0"].
    """
    raise NotImplementedError("return loss, gradients and log")
