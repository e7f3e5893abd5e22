"""epsilon

You do not use epsilon, so a vector of zeros becomes nan and a tiny one is blown up to size 1. Add it to the mean
square.
"""

import numpy as np


def forward(x, g, eps=1e-6):
    normed, _ = normalise(x, eps)
    return g * normed


def gradients(x, g, G, eps=1e-6):
    normed, root = normalise(x, eps)
    d_normed = g * G
    along = (d_normed * normed).mean(axis=-1, keepdims=True)
    d_g = (G * normed).sum(axis=tuple(range(x.ndim - 1)))
    return {"g": d_g, "x": (d_normed - along * normed) / root}


def normalise(x, eps):
    x = x.astype(np.float64)
    root = np.sqrt((x * x).mean(axis=-1, keepdims=True))
    return x / root, root
