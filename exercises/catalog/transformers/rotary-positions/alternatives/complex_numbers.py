import numpy as np


def rotate(x, positions, base=10000.0):
    d = x.shape[-1]
    pairs = np.ascontiguousarray(x, dtype=float).view(complex)
    turns = np.exp(1j * np.outer(positions, base ** (-2 * np.arange(d // 2) / d)))
    return (pairs * turns).view(float)
