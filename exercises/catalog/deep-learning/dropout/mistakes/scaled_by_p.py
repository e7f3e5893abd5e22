"""kept_or_dropped

You divide by p, the probability of being dropped. An entry is kept with probability 1 - p: divide by that.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept / p
