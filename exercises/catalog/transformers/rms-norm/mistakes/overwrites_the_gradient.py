"""arguments_unchanged

You write into G, the gradient that you were given. Another branch of the network may still need it: make a new
array.
"""

import numpy as np


def forward(x, g, eps=1e-6):
    normed, _ = normalise(x, eps)
    return g * normed


def gradients(x, g, G, eps=1e-6):
    normed, root = normalise(x, eps)
    d_g = (G * normed).sum(axis=tuple(range(x.ndim - 1)))
    G *= g
    d_normed = G
    along = (d_normed * normed).mean(axis=-1, keepdims=True)
    return {"g": d_g, "x": (d_normed - along * normed) / root}


def normalise(x, eps):
    x = x.astype(np.float64)
    root = np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    return x / root, root
