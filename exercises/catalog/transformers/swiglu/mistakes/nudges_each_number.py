"""cost_of_the_gradients

Your gradients are right, but they take about as long as a forward pass for each number, which is what numerical
differences and complex steps need. A formula gives the gradients of all numbers for the price of a few forward passes:
derive it.
"""

import numpy as np


def forward(x, W_gate, W_up, W_down):
    return silu(x @ W_gate.T) * (x @ W_up.T) @ W_down.T


def gradients(x, W_gate, W_up, W_down, G):
    given = x, W_gate, W_up, W_down
    names = ["x", "W_gate", "W_up", "W_down"]
    return {name: complex_steps(forward, given, which, G) for which, name in enumerate(names)}


def hidden_width(d, multiple):
    return -(-(8 * d // 3) // multiple) * multiple


def silu(z):
    small = np.exp(np.where(z.real > 0, -z, z))
    return z * np.where(z.real > 0, 1, small) / (1 + small)


def complex_steps(function, given, which, G, h=1e-30):
    """The gradient of the sum of G times the result with respect to one argument, entry by entry."""
    slopes = np.zeros(given[which].shape)
    for at in np.ndindex(slopes.shape):
        nudged = [a.astype(complex) if i == which else a for i, a in enumerate(given)]
        nudged[which][at] += 1j * h
        slopes[at] = (function(*nudged) * G).sum().imag / h
    return slopes
