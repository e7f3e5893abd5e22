"""several_epochs

Every epoch starts again from the initial weights. Continue from the weights at the end of the last epoch.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        trained = w
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            trained = trained - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ trained - y[batch])
        losses.append(((X @ trained - y) ** 2).mean())
    return trained, np.array(losses)
