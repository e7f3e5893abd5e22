"""worked_example

You rotate in the wrong direction. The new first coordinate is x cos - y sin, the second x sin + y cos; with the signs
swapped the rotation is by minus the angle.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack([even * cos + odd * sin, odd * cos - even * sin], axis=-1)
    return turned.reshape(x.shape)
