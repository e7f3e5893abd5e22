"""large_scores

You clip the probabilities away from 0 and 1. The gradient needs no logarithm, so there is nothing to protect: do not
clip.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return np.clip((1 + np.tanh(z / 2)) / 2, 1e-7, 1 - 1e-7)


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        error = predict_proba(X, w, b) - y
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    return w, b
