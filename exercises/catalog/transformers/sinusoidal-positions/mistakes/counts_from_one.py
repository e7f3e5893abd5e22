"""worked_example

Your positions are one too high. Position 0 is the first and its vector is 0, 1, 0, 1 and so on.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = (positions[..., None] + 1) / divisors
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
