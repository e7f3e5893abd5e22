"""worked_example

Sine and cosine are swapped: even features are sines, so position 0 is 0, 1, 0, 1 and so on.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = positions[..., None] / divisors
    pairs = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
