import numpy as np


def one(x, memory, W_q, W_k, W_v):
    scores = (x @ W_q) @ (memory @ W_k).T * W_q.shape[1] ** -0.5
    scores = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return np.exp(scores) @ memory @ W_v


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    # drop the padding of each memory, then nothing needs to be hidden
    out = np.empty((*x.shape[:-1], W_v.shape[1]))
    for b in np.ndindex(x.shape[:-2]):
        kept = memory[b] if real is None else memory[b][real[b]]
        out[b] = one(x[b], kept, W_q, W_k, W_v)
    return out
