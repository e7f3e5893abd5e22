"""one_epoch

You draw each batch separately, so in one epoch some examples appear twice and others never. Draw one order for the
epoch and slice it.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        for _ in range(0, len(X), batch_size):
            batch = rng.permutation(len(X))[:batch_size]
            w = w - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
