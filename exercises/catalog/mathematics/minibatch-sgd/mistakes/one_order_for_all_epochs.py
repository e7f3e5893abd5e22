"""several_epochs

You shuffle once and go through the same order in every epoch. Draw a new one at the beginning of each.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    order = rng.permutation(len(X))
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
