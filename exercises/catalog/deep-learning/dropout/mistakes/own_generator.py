"""chance_from_rng

You make a generator of your own. Then nobody can repeat a run: take all chance from the rng you are given.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = np.random.default_rng(sum(x.shape)).random(x.shape) >= p
    return x * kept / (1 - p)
