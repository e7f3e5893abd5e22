"""cost_of_the_gradients

Your gradients are right, but they take about as long as a forward pass for each number, which is what numerical
differences and complex steps need. A formula gives the gradients of all numbers for the price of a few forward passes:
derive it.
"""

import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    return slopes(lambda x, gamma, beta: norm(x, -1, eps) * gamma + beta, x, gamma, G)


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    def forward(x, gamma, beta):
        return (norm(x, 0, eps) if training else (x - mean) / np.sqrt(var + eps)) * gamma + beta

    return slopes(forward, x, gamma, G)


def norm(x, axis, eps):
    centred = x - x.mean(axis=axis, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(axis=axis, keepdims=True) + eps)


def slopes(forward, x, gamma, G):
    given = x, gamma, np.zeros(len(gamma))
    return {name: complex_steps(forward, given, which, G) for which, name in enumerate(["x", "gamma", "beta"])}


def complex_steps(function, given, which, G, h=1e-30):
    """The gradient of the sum of G times the result with respect to one argument, entry by entry."""
    slopes = np.zeros(given[which].shape)
    for at in np.ndindex(slopes.shape):
        nudged = [a.astype(complex) if i == which else a for i, a in enumerate(given)]
        nudged[which][at] += 1j * h
        slopes[at] = (function(*nudged) * G).sum().imag / h
    return slopes
