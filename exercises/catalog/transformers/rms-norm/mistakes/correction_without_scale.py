"""worked_example

In the gradient of x the correction through r lacks the scale g. It is made of the gradient that arrives at the
normalised vector, g G, not of G.
"""

import numpy as np


def forward(x, g, eps=1e-6):
    normed, _ = normalise(x, eps)
    return g * normed


def gradients(x, g, G, eps=1e-6):
    normed, root = normalise(x, eps)
    d_normed = g * G
    along = (G * normed).mean(axis=-1, keepdims=True)
    d_g = (G * normed).sum(axis=tuple(range(x.ndim - 1)))
    return {"g": d_g, "x": (d_normed - along * normed) / root}


def normalise(x, eps):
    x = x.astype(np.float64)
    root = np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    return x / root, root
