"""worked_example

Both of your coordinates have a plus. A rotation needs one minus, in the first coordinate, to preserve lengths: x cos -
y sin, and x sin + y cos.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack([even * cos + odd * sin, even * sin + odd * cos], axis=-1)
    return turned.reshape(x.shape)
