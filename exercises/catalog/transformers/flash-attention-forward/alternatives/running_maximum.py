import numpy as np


def merge(out_a, lse_a, out_b, lse_b):
    top = np.maximum(lse_a, lse_b)
    a, b = np.exp(lse_a - top), np.exp(lse_b - top)
    return (a * out_a.T + b * out_b.T).T / (a + b)[:, None], top + np.log(a + b)


def attention(Q, K, V, tile, causal=False):
    # FlashAttention's own bookkeeping: the maximum, the sum and the weighted values so far, divided once at the end
    n = len(Q)
    top, total, out = np.full(n, -1e30), np.zeros(n), np.zeros((n, V.shape[1]))
    for j in range(0, len(K), tile):
        for i in range(0, n, tile):
            rows = slice(i, i + tile)
            scores = np.einsum("id,jd->ij", Q[rows], K[j : j + tile]) * K.shape[1] ** -0.5
            if causal:
                scores[j + np.arange(scores.shape[1]) > i + np.arange(len(scores))[:, None]] = -np.inf
            new = np.maximum(top[rows], scores.max(axis=1))
            keep, weights = np.exp(top[rows] - new), np.exp(scores - new[:, None])
            out[rows] = keep[:, None] * out[rows] + weights @ V[j : j + tile]
            total[rows] = keep * total[rows] + weights.sum(axis=1)
            top[rows] = new
    return out / total[:, None], top + np.log(total)
