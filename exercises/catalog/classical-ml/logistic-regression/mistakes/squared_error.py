"""first_steps

You multiply the error by the derivative of the sigmoid, p (1 - p). That is the gradient of the squared error. With
cross-entropy the derivative cancels, and only p - y is left.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return (1 + np.tanh(z / 2)) / 2


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        p = predict_proba(X, w, b)
        error = (p - y) * p * (1 - p)
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    return w, b
