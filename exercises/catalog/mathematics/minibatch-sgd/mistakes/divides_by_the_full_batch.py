"""last_batch

You divide by batch_size in the last batch as well, which holds fewer examples, so its gradient is too small. Divide by
its own number of examples.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * 2 / batch_size * X[batch].T @ (X[batch] @ w - y[batch])
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
