import math

import numpy as np


def rotate(x, positions, base=10000.0):
    # one block-diagonal d x d matrix for each position
    d = x.shape[-1]
    out = np.empty(x.shape)
    for n, p in enumerate(positions):
        R = np.zeros((d, d))
        for i in range(d // 2):
            c, s = math.cos(p * base ** (-2 * i / d)), math.sin(p * base ** (-2 * i / d))
            R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, -s], [s, c]]
        out[..., n, :] = x[..., n, :] @ R.T
    return out
