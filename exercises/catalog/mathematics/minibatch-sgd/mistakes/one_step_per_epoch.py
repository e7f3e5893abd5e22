"""worked_single_examples

You take one step per epoch. Take one for every batch, so that the next batch uses the new weights.
"""

import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        steps = []
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            steps.append(2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch]))
        w = w - lr * np.mean(steps, axis=0)
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
