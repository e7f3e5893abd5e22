"""worked_example

You subtract the plain mean of the gradients over the keys. The softmax weights them: subtract the sum of weight times
gradient.
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
    d_scores = weights * (d_weights - d_weights.mean(axis=-1, keepdims=True)) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
