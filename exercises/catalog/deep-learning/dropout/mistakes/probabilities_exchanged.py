"""kept_or_dropped

You have the two probabilities the wrong way round: you keep entries with probability p, and divide by p. Here p is the
probability of dropping an entry, so it survives with probability 1 - p.
"""

import numpy as np


def dropout(x, p, training, rng):
    if not training:
        return x.copy()
    kept = rng.random(x.shape) < p
    return x * kept / p
