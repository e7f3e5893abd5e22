"""gradients_of_both

Your gradient of g has a row for each vector. All of them share one g, so its gradient is the sum over all leading
axes.
"""

import numpy as np


def forward(x, g, eps=1e-6):
    normed, _ = normalise(x, eps)
    return g * normed


def gradients(x, g, G, eps=1e-6):
    normed, root = normalise(x, eps)
    d_normed = g * G
    along = (d_normed * normed).mean(axis=-1, keepdims=True)
    d_g = G * normed
    return {"g": d_g, "x": (d_normed - along * normed) / root}


def normalise(x, eps):
    x = x.astype(np.float64)
    root = np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    return x / root, root
