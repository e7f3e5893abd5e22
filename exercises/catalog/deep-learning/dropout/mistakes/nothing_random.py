"""kept_or_dropped

You scale the whole array and drop nothing.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * (1 - p)
