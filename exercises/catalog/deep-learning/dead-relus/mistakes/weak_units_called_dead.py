"""exactly_zero

You call a unit dead if its output is small on average. A unit that is on for one row, however slightly, gets a gradient
from that row: compare with exactly 0.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    h, dead = np.concatenate(batches), []
    for W, b in zip(weights, biases):
        h = np.maximum(h @ W.T + b, 0)
        dead.append(h.mean(axis=0) < 1e-6)
    return dead
