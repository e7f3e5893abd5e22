"""worked_full_batch

Your losses are measured before each epoch. Measure after its last step.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        losses.append(((X @ w - y) ** 2).mean())
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch])
    return w, np.array(losses)
