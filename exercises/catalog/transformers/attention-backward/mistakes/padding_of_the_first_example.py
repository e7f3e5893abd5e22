"""masks

You use the padding of the first example for the whole batch. A mask (b, 1, 1, m) differs from example to example: let
it broadcast as it is.
"""

import numpy as np


def gradients(Q, K, V, mask, G):
    scale = np.sqrt(K.shape[-1])
    if mask.ndim == Q.ndim and mask.shape[-2] == 1:
        mask = mask[:1]
    scores = np.where(mask, Q @ swap(K) / scale, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = exps.sum(axis=-1, keepdims=True)
    weights = exps / np.where(total == 0, 1, total)

    d_weights = G @ swap(V)
    d_scores = weights * (d_weights - (weights * d_weights).sum(axis=-1, keepdims=True)) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
