import numpy as np


def dropout(x, p, training, rng):
    share = 1 - p if training else 1
    mask = rng.binomial(1, share, size=x.shape)
    return np.where(mask, x / share, 0.0)
