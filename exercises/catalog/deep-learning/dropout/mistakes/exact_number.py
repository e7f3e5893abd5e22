"""each_entry_by_itself

You drop exactly a fraction p. Draw each entry independently, so that the number dropped is random too.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.permutation(np.arange(x.size) >= round(p * x.size)).reshape(x.shape)
    return x * kept / (1 - p)
