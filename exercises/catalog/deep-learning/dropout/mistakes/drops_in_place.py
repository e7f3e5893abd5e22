"""argument_unchanged

You write zeros into x itself, so the caller's activations are lost; backpropagation needs them. Make a new
array.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) >= p
    x *= kept
    return x / (1 - p)
