"""many_batches

What the last batch shows replaces what the others had shown. A unit that was on before stays alive:
keep what you know, and let a batch only add to it.
"""

import numpy as np


def dead_relus(weights, biases, batches):
    dead = [np.full(len(b), True) for b in biases]
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)
            dead[layer] = (h == 0).all(axis=0)
    return dead
