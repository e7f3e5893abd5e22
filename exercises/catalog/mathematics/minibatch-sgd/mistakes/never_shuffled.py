"""worked_single_examples

Your batches come in the order of the data.

---
Take them from order = rng.permutation(n).
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            x, t = X[start : start + batch_size], y[start : start + batch_size]
            w = w - lr * 2 / len(x) * x.T @ (x @ w - t)
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
