import math

import numpy as np


def gradients(Q, K, V, mask, G):
    scores_shape = (*Q.shape[:-1], K.shape[-2])
    mask = np.broadcast_to(mask, scores_shape)
    d_Q, d_K, d_V = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for *where, i in np.ndindex(Q.shape[:-1]):
        at = tuple(where)
        seen = np.flatnonzero(mask[at][i])
        if not seen.size:
            continue
        q, keys, values, g = Q[at][i], K[at][seen], V[at][seen], G[at][i]
        p = np.exp(keys @ q / math.sqrt(q.size) - np.max(keys @ q / math.sqrt(q.size)))
        p /= p.sum()
        jacobian = np.diag(p) - np.outer(p, p)  # of the softmax
        d_s = jacobian @ (values @ g) / math.sqrt(q.size)
        d_Q[at][i] = d_s @ keys
        for j, slope, share in zip(seen, d_s, p):
            d_K[at][j] += slope * q
            d_V[at][j] += share * g
    return {"Q": d_Q, "K": d_K, "V": d_V}
