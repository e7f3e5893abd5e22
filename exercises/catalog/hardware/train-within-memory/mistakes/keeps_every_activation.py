"""stays_below_the_limit

Your gradients are right, but you keep half of the activations, or more, until the end. If you keep one at every tenth
layer and compute the others again from it, you need about 13 MiB.
"""

import numpy as np


def loss_and_gradients(X, Y, weights):
    inputs = [X]
    for W in weights:
        inputs.append(inputs[-1] + np.tanh(inputs[-1] @ W))
    loss = ((inputs[-1] - Y) ** 2).mean()
    delta, grads = 2 * (inputs[-1] - Y) / X.size, []
    for h, W in zip(inputs[-2::-1], reversed(weights)):
        s = delta * (1 - np.tanh(h @ W) ** 2)
        grads.append(h.T @ s)
        delta = delta + s @ W.T
    return loss, grads[::-1]
