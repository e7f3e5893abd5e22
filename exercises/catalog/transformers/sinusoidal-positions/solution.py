import numpy as np


def sinusoidal_positions(positions, d):
    """The pair (2i, 2i + 1) is the sine and cosine of p / 10000 ** (2i / d)."""
    divisors = 10000.0 ** (np.arange(0, d, 2) / d)  # (d/2,)
    angles = positions[..., None] / divisors  # (..., d/2)

    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)  # (..., d/2, 2)
    return pairs.reshape(*positions.shape, d)
