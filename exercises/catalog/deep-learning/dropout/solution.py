import numpy as np


def dropout(x, p, training, rng):
    """Inverted dropout: the expected value of each entry does not change."""
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p)
