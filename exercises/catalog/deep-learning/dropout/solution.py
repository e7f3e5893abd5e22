import numpy as np


def dropout(x, p, training, rng):
    """Inverted dropout: the expected value of each entry stays what it was."""
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p)
