import numpy as np


def dead_relus(weights, biases, batches):
    highest = [np.zeros(b.shape) for b in biases]
    for x in batches:
        h = x
        for i, (W, b) in enumerate(zip(weights, biases)):
            z = np.einsum("nd,hd->nh", h, W) + b
            h = z.clip(0)
            highest[i] = np.maximum(highest[i], h.max(axis=0))
    return [top == 0 for top in highest]
