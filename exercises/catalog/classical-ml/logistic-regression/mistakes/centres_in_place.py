"""arguments_unchanged

You subtract the mean from the caller's features in place. Do not modify X.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return (1 + np.tanh(z / 2)) / 2


def fit(X, y, lr, steps):
    n, d = X.shape
    given = X
    X = X.copy()
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        error = predict_proba(X, w, b) - y
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    given -= X.mean(axis=0)
    return w, b
