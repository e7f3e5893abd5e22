"""kept_or_dropped

You divide by the fraction that happened to be kept. Then the result of one entry depends on the draws of the others.
Divide by the probability, 1 - p.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept / max(kept.mean(), 0.1)
