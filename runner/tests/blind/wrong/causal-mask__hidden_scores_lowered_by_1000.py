# Hidden scores are lowered by 1000 instead of being set to minus infinity, which is not enough for scores of that size.
import numpy as np


def causal_mask(n, m):
    i = np.arange(n)[:, None]
    j = np.arange(m)[None, :]
    return j <= m - n + i


def causal_weights(scores):
    n, m = scores.shape[-2:]
    masked = scores - 1000.0 * ~causal_mask(n, m)
    masked = masked - masked.max(axis=-1, keepdims=True)
    e = np.exp(masked)
    return e / e.sum(axis=-1, keepdims=True)
