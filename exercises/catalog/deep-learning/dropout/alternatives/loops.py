import numpy as np


def dropout(x, p, training, rng):
    y = np.array(x)
    if training:
        for i in np.ndindex(y.shape):
            y[i] = y[i] / (1 - p) if rng.uniform() < 1 - p else 0.0
    return y
