"""evaluation

You scale by 1 - p in evaluation, as the original paper did. Here you already scale in training, so do not change the
values in evaluation.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x * (1 - p)
    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p)
