"""one_epoch

You shuffle the examples but not the targets, so they no longer match. Index both with the same batch.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[start : start + batch_size])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
