"""worked_example

Your merged lse is the sum of the two logarithms, which multiplies the sums of exponentials. The sums have to be added.

---
The merged lse is the logarithm of exp(lse_a) + exp(lse_b).
"""

import numpy as np


def merge(out_a, lse_a, out_b, lse_b):
    lse = np.logaddexp(lse_a, lse_b)
    return np.exp(lse_a - lse)[:, None] * out_a + np.exp(lse_b - lse)[:, None] * out_b, lse_a + lse_b


def attention(Q, K, V, tile, causal=False):
    out, lse = np.empty((len(Q), V.shape[1])), np.empty(len(Q))
    for i in range(0, len(Q), tile):
        rows = slice(i, i + tile)
        end = i + tile if causal else len(K)
        for j in range(0, end, tile):
            scores = Q[rows] @ K[j : j + tile].T / np.sqrt(K.shape[1])
            if causal:
                scores = np.where(np.tri(*scores.shape, i - j), scores, -np.inf)
            part = attend(scores, V[j : j + tile])
            out[rows], lse[rows] = part if j == 0 else merge(out[rows], lse[rows], *part)
    return out, lse


def attend(scores, V):
    top = scores.max(axis=1, keepdims=True)
    weights = np.exp(scores - top)
    total = weights.sum(axis=1, keepdims=True)
    return weights @ V / total, (top + np.log(total))[:, 0]
