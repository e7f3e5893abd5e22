# The order is drawn once before training and reused in every epoch. Each epoch needs a new one.
import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    n = len(X)
    w = w.astype(float).copy()
    losses = []
    order = rng.permutation(n)
    for epoch in range(epochs):
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]
            residuals = X[batch] @ w - y[batch]
            gradient = 2 / len(batch) * X[batch].T @ residuals
            w = w - lr * gradient
        losses.append(np.mean((X @ w - y) ** 2))
    return w, np.array(losses)
