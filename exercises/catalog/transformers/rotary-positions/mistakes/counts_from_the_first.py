"""any_positions

Your table of angles starts at position 0 and you index it with the positions, so a negative one reads from the end of
the table. Compute the angles from the positions themselves.
"""

import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    table = np.arange(positions.max() + 1)[:, None] * base ** (-np.arange(0, d, 2) / d)
    angles = table[positions]
    cos, sin = np.cos(angles), np.sin(angles)
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)
    return turned.reshape(x.shape)
