# Exactly the share p of the entries is switched off each time, so the entries are not independent.
import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    keep = np.ones(x.size, dtype=bool)
    keep[rng.permutation(x.size)[: round(p * x.size)]] = False
    keep = keep.reshape(x.shape)
    return np.where(keep, x / (1 - p), 0.0)
