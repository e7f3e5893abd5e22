import math

import numpy as np


def forward(x, g, eps=1e-6):
    out = np.empty(x.shape)
    for at in np.ndindex(x.shape):
        out[at] = g[at[-1]] * float(x[at]) / root(x[at[:-1]], eps)
    return out


def root(row, eps):
    return math.sqrt(math.fsum(float(value) ** 2 for value in row) / len(row) + eps)


def gradients(x, g, G, eps=1e-6):
    d_x, d_g = np.empty(x.shape), np.zeros(len(g))
    for at in np.ndindex(x.shape[:-1]):
        r = root(x[at], eps)
        pull = sum(g[j] * G[at][j] * float(x[at][j]) for j in range(len(g))) / len(g)
        for j in range(len(g)):
            d_x[at][j] = g[j] * G[at][j] / r - pull * float(x[at][j]) / r**3
            d_g[j] += G[at][j] * float(x[at][j]) / r
    return {"x": d_x, "g": d_g}
