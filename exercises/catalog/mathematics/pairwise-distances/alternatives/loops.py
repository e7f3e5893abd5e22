import math

import numpy as np


def pairwise_distances(X, Y):
    batch = np.broadcast_shapes(X.shape[:-2], Y.shape[:-2])
    X = np.broadcast_to(X, batch + X.shape[-2:])
    Y = np.broadcast_to(Y, batch + Y.shape[-2:])
    out = np.empty(batch + (X.shape[-2], Y.shape[-2]))
    for at in np.ndindex(batch):
        for i, x in enumerate(X[at]):
            for j, y in enumerate(Y[at]):
                out[at][i, j] = math.sqrt(sum((a - b) ** 2 for a, b in zip(x, y)))
    return out
