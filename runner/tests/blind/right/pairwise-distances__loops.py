import math

import numpy as np


def pairwise_distances(X, Y):
    n, m = X.shape[-2], Y.shape[-2]
    batch = np.broadcast_shapes(X.shape[:-2], Y.shape[:-2])
    X = np.broadcast_to(X, batch + X.shape[-2:])
    Y = np.broadcast_to(Y, batch + Y.shape[-2:])
    D = np.empty(batch + (n, m))
    for where in np.ndindex(*batch):
        for i in range(n):
            for j in range(m):
                total = 0.0
                for a, b in zip(X[where][i], Y[where][j]):
                    total += (float(a) - float(b)) ** 2
                D[where + (i, j)] = math.sqrt(total)
    return D
