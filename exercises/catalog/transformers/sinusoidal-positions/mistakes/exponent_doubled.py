"""worked_example

Your exponent is 4i/d, which happens if you count the 2 twice.

---
np.arange(0, d, 2) already holds 2i.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (2 * np.arange(0, d, 2) / d)
    angles = positions[..., None] / divisors
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
