import numpy as np


def causal_mask(n, m):
    return np.array([[j - i <= m - n for j in range(m)] for i in range(n)])


def causal_weights(scores):
    n, m = scores.shape[-2:]
    weights = np.zeros(scores.shape)
    for i in range(n):
        seen = m - n + i + 1
        row = scores[..., i, :seen]
        row = np.exp(row - row.max(-1, keepdims=True))
        weights[..., i, :seen] = row / row.sum(-1, keepdims=True)
    return weights
