"""evaluation

You drop entries in evaluation too, so the same input gives another answer each time. In evaluation nothing is
dropped.
"""

import numpy as np


def dropout(x, p, training, rng):

    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p)
