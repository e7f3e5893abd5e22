"""kept_or_dropped

You do not scale the kept entries. With half of the units gone, the next layer's sums are half as large, and in
evaluation they suddenly double. Divide by 1 - p.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept
