import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    w, losses = w.copy(), []
    for _ in range(epochs):
        gradient, seen = np.zeros(len(w)), 0
        order = rng.permutation(len(X))
        for place, i in enumerate(order, start=1):
            gradient += 2 * (X[i] @ w - y[i]) * X[i]
            seen += 1
            if seen == batch_size or place == len(X):
                w -= lr * gradient / seen
                gradient, seen = np.zeros(len(w)), 0
        losses.append(np.square(X @ w - y).mean())
    return w, np.array(losses)
