"""each_entry_by_itself

You draw one number for each row, so whole rows vanish. Draw an array of the shape of x.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random((len(x),) + (1,) * (x.ndim - 1)) >= p
    return x * kept / (1 - p)
