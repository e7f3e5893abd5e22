import numpy as np


def softmax(scores):
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return scores / scores.sum(axis=-1, keepdims=True)


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    d_k = x.shape[-1] // n_heads
    out = np.zeros(x.shape)
    for start in range(0, x.shape[-1], d_k):
        own = slice(start, start + d_k)
        q, k, v = x @ W_q[:, own], x @ W_k[:, own], x @ W_v[:, own]
        scores = np.einsum("...id,...jd->...ij", q, k) * d_k**-0.5
        if mask is not None:
            scores = np.where(mask, scores, -np.inf)
        # a sum over heads of each result with its own rows of W_o is the same as joining first
        out = out + softmax(scores) @ v @ W_o[own]
    return out
