import math

import numpy as np


def gradient(x, y):
    return np.array([x + (x + y), (x + y) + y], dtype=float)


def steepest_ascent(x, y):
    angle = math.atan2(x + 2 * y, 2 * x + y)
    return np.array([math.cos(angle), math.sin(angle)])


def form_gradient(A, v):
    out = np.zeros(len(v))
    for i in range(len(v)):
        for j in range(len(v)):
            out[i] += A[i, j] * v[j]
            out[j] += A[i, j] * v[i]
    return out
