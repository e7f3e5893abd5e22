"""distances_only

Your angles stop growing at position 511, so all later tokens seem to be at the same position. Compute the angles from
the positions themselves: there is no maximum.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    positions = np.minimum(positions, 511)
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
    return turned.reshape(x.shape)
