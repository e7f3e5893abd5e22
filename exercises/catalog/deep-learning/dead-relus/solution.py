import numpy as np


def dead_relus(weights, biases, batches):
    """For each hidden layer, which of its ReLUs are off for every row of every batch."""
    dead = [np.full(len(b), True) for b in biases]  # until a row proves otherwise
    for h in batches:
        for layer, (W, b) in enumerate(zip(weights, biases)):
            h = np.maximum(h @ W.T + b, 0)  # (n, d_l)
            dead[layer] = dead[layer] & (h == 0).all(axis=0)
    return dead
