"""any_positions

You compute the angles in single precision, which has seven digits: at position 900000 the angle is off by several
hundredths. Compute them in float64.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = (positions[..., None].astype(np.float32) / divisors.astype(np.float32)).astype(float)
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(*positions.shape, d)
