"""worked_example

You multiply the position by 10000^(2i/d). Divide by it: the later the feature, the slower its wave.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = positions[..., None] * divisors
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
