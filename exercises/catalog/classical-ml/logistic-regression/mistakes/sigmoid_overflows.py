"""large_scores

Your sigmoid divides exp(z) by 1 + exp(z), and for large z both are infinite: inf / inf is nan.

---
Use (1 + tanh(z / 2)) / 2, or exponentials of negative numbers only.
"""

import numpy as np


def predict_proba(X, w, b):
    z = X @ w + b
    return np.exp(z) / (1 + np.exp(z))


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        error = predict_proba(X, w, b) - y
        w, b = w - lr * X.T @ error / n, b - lr * error.mean()
    return w, b
