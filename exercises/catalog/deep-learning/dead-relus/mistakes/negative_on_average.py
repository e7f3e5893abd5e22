"""worked_example

You look at the mean over the rows. A unit can be far below zero on average and still be on for one row, and it learns
from that row.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            z = h @ W.T + b
            h = np.maximum(z, 0)
            dead[layer] = dead[layer] & (z.mean(axis=0) <= 0)
    return dead
