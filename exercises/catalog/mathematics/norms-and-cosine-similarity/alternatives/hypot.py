import math

import numpy as np


def l1_norm(x):
    return math.fsum(map(abs, x))


def l2_norm(x):
    return math.hypot(*x)  # scales by itself


def cosine_similarity(X, Y):
    out = np.zeros((len(X), len(Y)))
    for i, x in enumerate(X):
        for j, y in enumerate(Y):
            a, b = l2_norm(x), l2_norm(y)
            if a and b:
                out[i, j] = sum((u / a) * (v / b) for u, v in zip(x, y))
    return out
