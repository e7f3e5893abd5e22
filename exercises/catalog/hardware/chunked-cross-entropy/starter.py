import numpy as np


def loss_and_grads(x, W, labels, chunk, z_weight=0.0):
    """Cross-entropy with z-loss, chunk by chunk.

    x: (n, d)    W: (d, V)    labels: (n,) ints, -100 for none    chunk: int    z_weight: a number

    Returns (loss, {"x": (n, d), "W": (d, V)}): a number and the gradients.

    With x = [[1, 0], [0, 1], [2, 1]], W = [[log 2, 0, log 3, 0], [0, log 5, 0, 0]], labels = [2, 0, -100],
    chunk = 2 and z_weight = 0.1 the loss is 1.8689.
    """
    # for each chunk of tokens: logits of at most (chunk, V), loss, and both gradients

    raise NotImplementedError("return loss and gradients")
