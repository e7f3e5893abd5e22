"""first_steps

You scale the features before training. The weights then do not fit the caller's features.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return (1 + np.tanh(z / 2)) / 2


def fit(X, y, lr, steps):
    n, d = X.shape
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-12)
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        error = predict_proba(X, w, b) - y
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    return w, b
