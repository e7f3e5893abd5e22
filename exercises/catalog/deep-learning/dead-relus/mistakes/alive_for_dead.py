"""worked_example

Your list is True where a unit was on. It should be True where a unit was never on.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)
            dead[layer] = dead[layer] & (h == 0).all(axis=0)
    return [~layer for layer in dead]
