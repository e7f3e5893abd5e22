import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    n = len(y)
    losses = np.empty(epochs)
    for epoch in range(epochs):
        order = rng.permutation(n)
        for x, t in zip(*(np.split(a[order], range(batch_size, n, batch_size)) for a in (X, y))):
            w = w - lr * 2 * np.mean((x @ w - t)[:, None] * x, axis=0)
        losses[epoch] = np.mean((X @ w - y) ** 2)
    return w, losses
