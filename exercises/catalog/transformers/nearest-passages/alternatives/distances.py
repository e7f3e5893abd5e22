import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    # between unit vectors the squared distance is 2 - 2 cos, so the nearest are those with the largest cosine
    q = questions / np.sqrt((questions**2).sum(1))[:, None]
    p = passages / np.sqrt((passages**2).sum(1))[:, None]
    apart = ((q[:, None] - p) ** 2).sum(2)
    if allowed is not None:
        apart[~allowed] = np.inf
    order = apart.argsort()[:, :k]
    return order, 1 - np.sort(apart)[:, :k] / 2
