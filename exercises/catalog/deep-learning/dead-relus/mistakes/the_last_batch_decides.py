"""many_batches

The result of the last batch replaces the earlier ones. A unit that was on in any batch is alive: accumulate over the
batches.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)
            dead[layer] = (h == 0).all(axis=0)
    return dead
