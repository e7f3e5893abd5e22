"""worked_single_examples

You use only the first batch of each order. Go through the whole order.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        batch = rng.permutation(len(X))[:batch_size]
        w = w - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
