"""exactly_zero

You call a unit dead only where z is below 0. At exactly 0 it passes nothing either: dead means z <= 0 for every row.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    h, dead = np.concatenate(batches), []
    for W, b in zip(weights, biases):
        z = h @ W.T + b
        dead.append((z < 0).all(axis=0))
        h = np.maximum(z, 0)
    return dead
