"""worked_example

Your softmax gradient is p(1 − p), the derivative of a sigmoid. It is only the diagonal of the softmax's Jacobian. The
other entries, −p_j p_l, carry the effect of each score on the other weights.
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
    d_scores = weights * d_weights * (1 - weights) / scale
    return {"Q": d_scores @ K, "K": swap(d_scores) @ Q, "V": swap(weights) @ G}


def swap(a):
    return np.swapaxes(a, -1, -2)
