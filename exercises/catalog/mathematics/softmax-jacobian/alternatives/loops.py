import math

import numpy as np


def probabilities(z):
    top = max(z)
    shares = [math.exp(score - top) for score in z]
    total = sum(shares)
    return [share / total for share in shares]


def softmax_jacobian(z):
    p = probabilities(z)
    return np.array([[a * ((i == j) - b) for j, b in enumerate(p)] for i, a in enumerate(p)])


def softmax_backward(z, g):
    out = np.empty(z.shape)
    for at in np.ndindex(z.shape[:-1]):
        p = probabilities(z[at])
        mean = sum(a * b for a, b in zip(p, g[at]))
        out[at] = [a * (b - mean) for a, b in zip(p, g[at])]
    return out
