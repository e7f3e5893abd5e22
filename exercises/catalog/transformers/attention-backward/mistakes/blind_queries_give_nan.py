"""blind_queries

A query that sees no key has a sum of exponentials of 0, and 0 / 0 is nan. One such row makes the gradients of all
keys nan. Give it weights of 0.
"""

import numpy as np


def gradients(Q, K, V, mask, G):
    scale = np.sqrt(K.shape[-1])
    scores = np.where(mask, Q @ swap(K) / scale, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - top)
    total = exps.sum(axis=-1, keepdims=True)
    weights = exps / total

    d_weights = G @ swap(V)
    d_scores = weights * (d_weights - (weights * d_weights).sum(axis=-1, keepdims=True)) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
