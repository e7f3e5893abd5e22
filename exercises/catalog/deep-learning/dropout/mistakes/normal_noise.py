"""how_often

You compare p with normal numbers, and the fraction of those below p is not p. Use uniform numbers, from rng.random.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.normal(size=x.shape) >= p
    return x * kept / (1 - p)
