"""arguments_unchanged

The answer is right, but the list of batches is empty afterwards. The caller still needs it for training: loop over the
list without removing anything.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    while batches:
        h = batches.pop(0)
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)
            dead[layer] = dead[layer] & (h == 0).all(axis=0)
    return dead
