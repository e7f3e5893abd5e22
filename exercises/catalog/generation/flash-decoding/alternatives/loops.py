import math

import numpy as np


def plan(table, length, size, splits):
    left = table[: math.ceil(length / size)]
    chunks = []
    for c in range(splits):
        share = math.ceil(len(left) / (splits - c))
        blocks, left = left[:share], left[share:]
        tokens = min(share * size, length)
        length -= tokens
        chunks.append((blocks, tokens))
    return chunks


def attend(Q, K, V, tokens):
    p, size, heads, d = K.shape
    out, lse = np.zeros((len(Q), V.shape[3])), []
    for h, q in enumerate(Q):
        g = h // (len(Q) // heads)
        total, top = 0.0, -math.inf
        for t in range(tokens):
            score = float(q @ K[t // size, t % size, g]) / math.sqrt(d)
            new = max(top, score)
            old, weight = math.exp(top - new), math.exp(score - new)
            out[h] = old * out[h] + weight * V[t // size, t % size, g]
            total, top = old * total + weight, new
        if tokens:
            out[h] /= total
        lse.append(top + math.log(total) if tokens else top)
    return out, np.array(lse)


def merge(outs, lses):
    out, lse = outs[0], lses[0]
    for other, own in zip(outs[1:], lses[1:]):
        both = np.logaddexp(lse, own)
        level = np.where(np.isfinite(both), both, 0)
        out = np.exp(lse - level)[:, None] * out + np.exp(own - level)[:, None] * other
        lse = both
    return out, lse
