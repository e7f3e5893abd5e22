"""first_steps

Your gradients are sums over the examples. The loss is a mean, so divide by n; then the same learning rate suits any
number of examples.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return (1 + np.tanh(z / 2)) / 2


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        error = predict_proba(X, w, b) - y
        w, b = w - lr * X.T @ error, b - lr * error.sum()
    return w, b
