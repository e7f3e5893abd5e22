import math

import numpy as np


def predict_one(x, w, b):
    z = b + sum(v * weight for v, weight in zip(x, w))
    return math.exp(min(z, 0)) / (1 + math.exp(-abs(z)))


def predict_proba(X, w, b):
    return np.array([predict_one(x, w, b) for x in X])


def fit(X, y, lr, steps):
    n, d = X.shape
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        slope_w, slope_b = np.zeros(d), 0.0
        for x, label in zip(X, y):
            error = (predict_one(x, w, b) - label) / n
            slope_w += error * x
            slope_b += error
        w, b = w - lr * slope_w, b - lr * slope_b
    return w, b
