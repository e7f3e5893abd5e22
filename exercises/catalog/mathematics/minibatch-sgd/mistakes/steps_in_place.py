"""arguments_unchanged

Your function writes into its arguments, so the caller's weights or data are changed.

---
w -= ... works in place; w = w - ... makes a new array.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w -= lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
