"""worked_example

In the softmax gradient you sum over the queries. The softmax runs over the keys of one query, so its gradient does
too: sum over the last axis.
"""

import numpy as np


def gradients(Q, K, V, mask, G):
    scale = np.sqrt(K.shape[-1])
    scores = np.where(mask, Q @ swap(K) / scale, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = exps.sum(axis=-1, keepdims=True)
    weights = exps / np.where(total == 0, 1, total)

    d_weights = G @ swap(V)
    d_scores = weights * (d_weights - (weights * d_weights).sum(axis=-2, keepdims=True)) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
