"""cost_of_the_gradients

Your gradients are right, but they take about as long as a forward pass for each number, which is what numerical
differences and complex steps need. A formula gives the gradients of all numbers for the price of a few forward passes:
derive it.
"""

import numpy as np


def forward(x, g, eps=1e-6):
    return normalise(x.astype(float), eps) * g


def normalise(x, eps):
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)


def gradients(x, g, G, eps=1e-6):
    def scaled(x, g):
        return normalise(x, eps) * g

    given = x.astype(float), g
    return {name: complex_steps(scaled, given, which, G) for which, name in enumerate("xg")}


def complex_steps(function, given, which, G, h=1e-30):
    """The gradient of the sum of G times the result with respect to one argument, entry by entry."""
    slopes = np.zeros(given[which].shape)
    for at in np.ndindex(slopes.shape):
        nudged = [a.astype(complex) if i == which else a for i, a in enumerate(given)]
        nudged[which][at] += 1j * h
        slopes[at] = (function(*nudged) * G).sum().imag / h
    return slopes
