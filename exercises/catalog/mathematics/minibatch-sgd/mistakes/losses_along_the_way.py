"""worked_full_batch

You average the losses of the batches, each measured just before its own step, while the weights were still changing.
After the epoch, compute the loss of the final weights on all examples.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        total = 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            residuals = X[batch] @ w - y[batch]
            total += (residuals**2).sum()
            w = w - lr * 2 / len(batch) * X[batch].T @ residuals
        losses.append(total / len(X))
    return w, np.array(losses)
