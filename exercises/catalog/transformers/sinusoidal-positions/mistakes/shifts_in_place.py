"""positions_unchanged

You change the caller's positions in place. The caller still needs them.

---
Write positions = positions - 1, which makes a new array, instead of positions -= 1.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    positions += 1
    positions = positions - 1
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = positions[..., None] / divisors
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
