"""cost_of_the_gradients

Your gradients are right, but they take about as long as a forward pass for each number, which is what numerical
differences and complex steps need. A formula gives the gradients of all numbers for the price of a few forward passes:
derive it.
"""

import numpy as np


def gradients(Q, K, V, mask, G):
    given = Q, K, V, np.broadcast_to(mask, (*Q.shape[:-1], K.shape[-2]))
    return {name: complex_steps(attention, given, which, G) for which, name in enumerate("QKV")}


def attention(Q, K, V, mask):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(K.shape[-1])
    top = np.where(mask, scores.real, -np.inf).max(axis=-1, keepdims=True)
    exps = np.where(mask, np.exp(np.where(mask, scores - np.where(np.isinf(top), 0, top), 0)), 0)
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total) @ V


def complex_steps(function, given, which, G, h=1e-30):
    """The gradient of the sum of G times the result with respect to one argument, entry by entry."""
    slopes = np.zeros(given[which].shape)
    for at in np.ndindex(slopes.shape):
        nudged = [a.astype(complex) if i == which else a for i, a in enumerate(given)]
        nudged[which][at] += 1j * h
        slopes[at] = (function(*nudged) * G).sum().imag / h
    return slopes
