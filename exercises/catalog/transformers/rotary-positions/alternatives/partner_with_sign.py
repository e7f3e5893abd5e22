import numpy as np


def rotate(x, positions, base=10000.0):
    # x * cos + partner * sin, where the partner of (a, b) is (-b, a)
    theta = np.repeat(1.0 / base ** (np.arange(0, x.shape[-1], 2) / x.shape[-1]), 2)
    angles = np.outer(positions, theta)
    partner = np.empty(x.shape)
    partner[..., ::2] = -x[..., 1::2]
    partner[..., 1::2] = x[..., ::2]
    return x * np.cos(angles) + partner * np.sin(angles)
