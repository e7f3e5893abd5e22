"""any_depth

The gradient goes back through the transpose of the weights, not through the weights themselves. With square matrices no
shape error tells you.

---
Use s @ W.T.
"""

import math

import numpy as np


def loss_and_gradients(X, Y, weights):
    segment = math.isqrt(len(weights))
    kept, h = [], X
    for l, W in enumerate(weights):
        if l % segment == 0:
            kept.append(h)
        h = h + np.tanh(h @ W)
    loss = ((h - Y) ** 2).mean()

    delta, grads = 2 * (h - Y) / h.size, []  # delta: the gradient with respect to the output of the layer
    while kept:
        layers = weights[len(kept) * segment - segment :][:segment]
        inside = [kept.pop()]  # the inputs of this segment's layers
        for W in layers[:-1]:
            inside.append(inside[-1] + np.tanh(inside[-1] @ W))
        for W in reversed(layers):
            h = inside.pop()
            s = delta * (1 - np.tanh(h @ W) ** 2)
            grads.append(h.T @ s)
            delta = delta + s @ W
    return loss, grads[::-1]
