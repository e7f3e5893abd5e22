"""worked_example

Your sine and your cosine of a pair have different wavelengths: the exponent uses the feature's own number. Features
2i and 2i + 1 share the exponent 2i/d.
"""

import numpy as np


def sinusoidal_positions(positions, d):
    angles = positions[..., None] / 10000.0 ** (np.arange(d) / d)
    return np.where(np.arange(d) % 2 == 0, np.sin(angles), np.cos(angles))
