"""worked_example

You set hidden weights to 0 after the softmax, so the visible ones no longer add up to 1. Mask the scores before it.
"""

import numpy as np


def gradients(Q, K, V, mask, G):
    scale = np.sqrt(K.shape[-1])
    scores = Q @ swap(K) / scale
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = exps.sum(axis=-1, keepdims=True)
    weights = np.where(mask, exps / total, 0)

    d_weights = G @ swap(V)
    d_scores = weights * (d_weights - (weights * d_weights).sum(axis=-1, keepdims=True)) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
