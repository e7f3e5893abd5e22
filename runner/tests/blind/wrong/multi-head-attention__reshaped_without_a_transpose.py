# The heads are cut out with a reshape alone, which mixes the features of different tokens.
import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    d = x.shape[-1]
    d_k = d // n_heads

    def heads(t):
        return t.reshape(t.shape[:-2] + (n_heads, t.shape[-2], d_k))

    q, k, v = heads(x @ W_q), heads(x @ W_k), heads(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask[..., None, :, :], scores, -np.inf)
    scores = scores - scores.max(axis=-1, keepdims=True)
    w = np.exp(scores)
    w = w / w.sum(axis=-1, keepdims=True)
    out = w @ v
    return out.reshape(x.shape) @ W_o
