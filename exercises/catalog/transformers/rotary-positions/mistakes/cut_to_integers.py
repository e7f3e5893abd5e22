"""whole_numbers

You write the rotated values into an array with the dtype of x. If x holds integers, every value loses its decimals.

---
Create the array with dtype=float.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
    out = np.empty_like(x)
    out[...] = turned.reshape(x.shape)
    return out
