"""leading_axes

You count the tokens along the first axis. With batch or head axes in front, the tokens are on the second-to-last axis.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
    if x.ndim > 2:
        wide = (slice(None),) + (None,) * (x.ndim - 2)
        cos, sin = cos[wide], sin[wide]
        turned = np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
    return turned.reshape(x.shape)
