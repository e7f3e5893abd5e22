"""first_steps

Your weights are pulled towards 0: your loss has a penalty. This loss has none.
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
        w, b = w - lr * (X.T @ error / n + 0.01 * w), b - lr * error.mean()
    return w, b
