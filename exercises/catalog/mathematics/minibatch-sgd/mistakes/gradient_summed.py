"""worked_full_batch

You sum the gradients of a batch without averaging, so the step grows with the batch. Divide by the number of examples
in it.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * 2 * X[batch].T @ (X[batch] @ w - y[batch])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
