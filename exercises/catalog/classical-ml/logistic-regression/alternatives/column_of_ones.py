import numpy as np


def predict_proba(X, w, b):
    return np.exp(-np.logaddexp(0, -(np.dot(X, w) + b)))


def fit(X, y, lr, steps):
    # The bias is the weight of a feature that is always 1.
    A = np.column_stack([np.ones(len(X)), X])
    theta = np.zeros(A.shape[1])
    for _ in range(steps):
        p = predict_proba(A, theta, 0)
        theta = theta + lr * np.mean((y - p)[:, None] * A, axis=0)
    return theta[1:], theta[0]
