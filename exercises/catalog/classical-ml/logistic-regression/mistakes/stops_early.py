"""two_clouds

You stop when the loss hardly changes. That is often a good idea, but here you must take the given number of steps.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return (1 + np.tanh(z / 2)) / 2


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    before = np.inf
    for _ in range(steps):
        p = predict_proba(X, w, b)
        loss = -np.mean(np.log(np.where(y == 1, p, 1 - p)))
        if before - loss < 0.005:
            break
        before = loss
        error = p - y
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    return w, b
