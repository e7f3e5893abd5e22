"""worked_example

You rotate the right pairs, but then put all first coordinates before all second ones. Put the results back where they
came from: stack along a new last axis and reshape.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    return np.concatenate([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
