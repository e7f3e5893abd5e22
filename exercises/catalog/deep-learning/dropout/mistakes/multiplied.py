"""kept_or_dropped

You multiply by 1 - p where you should divide. The kept entries must grow to make up for the dropped ones.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept * (1 - p)
