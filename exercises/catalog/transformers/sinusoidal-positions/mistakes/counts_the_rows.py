"""worked_example

You number the rows from 0 and do not use the positions. They may come in any order and with gaps.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = np.arange(positions.size).reshape(positions.shape)[..., None] / divisors
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
