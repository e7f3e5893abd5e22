"""one_batch

You call a unit dead that is on for a few rows. It is rarely on, but each of those rows gives it a gradient.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)
            dead[layer] = dead[layer] & ((h > 0).mean(axis=0) < 0.15)
    return dead
