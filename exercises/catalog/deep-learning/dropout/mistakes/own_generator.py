"""chance_from_rng

You create your own generator, so nobody can repeat a run. Take all randomness from the given rng.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = np.random.default_rng(sum(x.shape)).random(x.shape) >= p
    return x * kept / (1 - p)
