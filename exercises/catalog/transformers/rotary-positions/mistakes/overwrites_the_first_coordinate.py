"""worked_example

You compute the second coordinate from the first one's new value. Both need the old pair: compute both before you store
either.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    even = even * cos - odd * sin
    turned = np.stack([even, even * sin + odd * cos], axis=-1)
    return turned.reshape(x.shape)
