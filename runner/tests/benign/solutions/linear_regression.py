import numpy as np


def linear_regression(X, y):
    w = np.zeros(X.shape[1])
    for _ in range(2000):
        w -= 0.1 * X.T @ (X @ w - y) / len(y)
    return w
