import numpy as np


def rotate(x, positions, base=10000.0):
    """Rotate the pair (2i, 2i + 1) of a token at position p by p * base ** (-2i / d)."""
    d = x.shape[-1]
    angles = positions[:, None] * base ** (-np.arange(0, d, 2) / d)  # (n, d/2)
    cos, sin = np.cos(angles), np.sin(angles)

    even, odd = x[..., ::2], x[..., 1::2]  # (..., n, d/2) each: the two coordinates of every pair
    turned = np.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)  # (..., n, d/2, 2)
    return turned.reshape(x.shape)
