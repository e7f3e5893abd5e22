import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    """One order per epoch, one step per slice of it, one loss per epoch."""
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]  # shorter at the end of the epoch
            residuals = X[batch] @ w - y[batch]  # (b,)
            w = w - lr * 2 / len(batch) * X[batch].T @ residuals  # a new array: the caller's is not modified
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
