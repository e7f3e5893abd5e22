"""many_layers

Only the first layer is looked at and the others are called dead throughout. Go on upwards with what
comes out of each.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)
            if layer:
                break
            dead[layer] = dead[layer] & (h == 0).all(axis=0)
    return dead
