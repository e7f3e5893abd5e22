"""worked_single_examples

You make one step per epoch. Every batch makes one, and the next batch sees the new weights.
"""

import numpy as np


def sgd(X, y, w, learning_rate, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        steps = []
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            steps.append(2 / len(batch) * X[batch].T @ (X[batch] @ w - y[batch]))
        w = w - learning_rate * np.mean(steps, axis=0)
        losses.append(((X @ w - y) ** 2).mean())
    return w, np.array(losses)
