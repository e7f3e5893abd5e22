"""worked_example

You subtract the weighted sum from the gradient of the weights, but don't multiply the difference by the weight. A key
with a weight of 0 must get no gradient.
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
    d_scores = (d_weights - (weights * d_weights).sum(axis=-1, keepdims=True)) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
