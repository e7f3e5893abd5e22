"""evaluation

You scale by 1 - p in evaluation, as the first paper did. Here the scaling is done in training already, and in
evaluation the values stay as they are.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x * (1 - p)
    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p)
