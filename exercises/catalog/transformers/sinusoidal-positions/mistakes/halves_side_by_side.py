"""worked_example

Your sines are in the first half and your cosines in the second. They should alternate: sine in the even features,
cosine in the odd ones.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = positions[..., None] / divisors
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)
