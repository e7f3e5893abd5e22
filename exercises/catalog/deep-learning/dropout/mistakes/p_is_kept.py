"""how_often

You keep entries with probability p. Here p is the probability of dropping one, as in PyTorch.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) < p
    return x * kept / (1 - p)
