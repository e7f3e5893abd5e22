"""how_often

You compare p with normal numbers. Those below p are not a share of p; uniform numbers are, from rng.random.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.normal(size=x.shape) >= p
    return x * kept / (1 - p)
