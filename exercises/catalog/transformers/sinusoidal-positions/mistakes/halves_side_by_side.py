"""worked_example

Your sines stand in the first half and your cosines in the second. Here they alternate, sine in the even features and
cosine in the odd ones.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)
    angles = positions[..., None] / divisors
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)
