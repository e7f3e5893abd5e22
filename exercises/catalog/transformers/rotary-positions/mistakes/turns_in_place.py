"""arguments_unchanged

You write the rotated values into x, so the caller's queries change and the next call rotates them again. Write into a
new array.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    if x.dtype.kind != "f":
        x = x.astype(float)
        even, odd = x[..., ::2], x[..., 1::2]
    first = even * cos - odd * sin
    x[..., 1::2] = even * sin + odd * cos
    x[..., ::2] = first
    return x
