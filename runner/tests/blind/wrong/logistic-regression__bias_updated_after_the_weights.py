# The gradient of b is computed with the weights that this step has already changed.
import numpy as np


def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def fit(X, y, lr, steps):
    w = np.zeros(X.shape[1])
    b = 0.0
    for _ in range(steps):
        error = sigmoid(X @ w + b) - y
        w = w - lr * X.T @ error / len(y)
        error = sigmoid(X @ w + b) - y
        b = b - lr * error.mean()
    return w, float(b)


def predict_proba(X, w, b):
    return sigmoid(X @ w + b)
