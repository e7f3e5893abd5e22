"""how_often

You drop half of the entries, whatever p is.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= 0.5
    return x * kept / (1 - p)
