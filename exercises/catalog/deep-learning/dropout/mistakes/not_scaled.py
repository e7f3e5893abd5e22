"""kept_or_dropped

You do not scale what is kept. With half of the units gone, the sum that the next layer sees is half as large,
and in evaluation it suddenly doubles. Divide by 1 - p.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    return x * kept
