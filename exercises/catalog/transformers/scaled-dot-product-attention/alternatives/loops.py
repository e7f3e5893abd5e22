import math

import numpy as np


def attention(Q, K, V, mask=None):
    *batch, n, d_k = Q.shape
    m, d_v = V.shape[-2:]
    allowed = np.broadcast_to(True if mask is None else mask, (*batch, n, m))
    out = np.zeros((*batch, n, d_v))
    for b in np.ndindex(*batch):
        for i in range(n):
            visible = [j for j in range(m) if allowed[b][i][j]]
            scores = [sum(Q[b][i][k] * K[b][j][k] for k in range(d_k)) / math.sqrt(d_k) for j in visible]
            top = max(scores)
            weights = [math.exp(s - top) for s in scores]
            for j, w in zip(visible, weights):
                out[b][i] += w / sum(weights) * V[b][j]
    return out
