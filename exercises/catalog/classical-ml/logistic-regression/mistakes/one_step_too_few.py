"""first_steps

You take one step too few.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return (1 + np.tanh(z / 2)) / 2


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    for _ in range(1, steps):
        error = predict_proba(X, w, b) - y
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    return w, b
