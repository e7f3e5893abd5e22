"""each_entry_by_itself

You drop exactly a share of p. Each entry is drawn for itself, so how many are dropped is chance too.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.permutation(np.arange(x.size) >= round(p * x.size)).reshape(x.shape)
    return x * kept / (1 - p)
