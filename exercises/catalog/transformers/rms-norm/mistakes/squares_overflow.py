"""half_precision

You square x in float16, where everything above 65504 is infinite: a feature of 256 is enough. Convert x to float32
before you square it.
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
    root = np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    return x / root, root
