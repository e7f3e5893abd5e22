import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    d = x.shape[-1]
    per_head = (d, n_heads, d // n_heads)
    q, k, v = (np.einsum("...nd,dhk->...hnk", x, W.reshape(per_head)) for W in (W_q, W_k, W_v))
    scores = np.einsum("...hik,...hjk->...hij", q / per_head[2] ** 0.5, k)
    if mask is not None:
        scores = np.where(mask[..., None, :, :], scores, -np.inf)
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True))
    return np.einsum("...hij,...hjk,hkd->...id", weights, v, W_o.reshape(n_heads, d // n_heads, d))
