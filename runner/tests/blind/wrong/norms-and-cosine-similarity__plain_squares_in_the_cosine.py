# The cosine multiplies the raw vectors, so the products of entries of 1e200 overflow and those of 1e-200 underflow.
import numpy as np


def l1_norm(x):
    return float(np.sum(np.abs(x)))


def l2_norm(x):
    s = np.max(np.abs(x))
    if s == 0:
        return 0.0
    return float(s * np.sqrt(np.sum((x / s) ** 2)))


def cosine_similarity(X, Y):
    result = np.zeros((len(X), len(Y)))
    for i, x in enumerate(X):
        for j, y in enumerate(Y):
            lengths = l2_norm(x) * l2_norm(y)
            if lengths > 0:
                result[i, j] = np.sum(x * y) / lengths
    return result
