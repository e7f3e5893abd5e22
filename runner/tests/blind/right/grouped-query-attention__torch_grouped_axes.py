import numpy as np
import torch


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    x, W_q, W_k, W_v, W_o = (torch.tensor(np.array(a, dtype=np.float64)) for a in (x, W_q, W_k, W_v, W_o))
    n, d_head, r = x.shape[0], W_q.shape[1] // heads, heads // kv_heads
    q = (x @ W_q).reshape(n, kv_heads, r, d_head)
    K = (x @ W_k).reshape(n, kv_heads, d_head).transpose(0, 1)
    V = (x @ W_v).reshape(n, kv_heads, d_head).transpose(0, 1)
    if cache is not None:
        K = torch.cat([torch.tensor(np.array(cache["K"], dtype=np.float64)), K], dim=1)
        V = torch.cat([torch.tensor(np.array(cache["V"], dtype=np.float64)), V], dim=1)
    m = K.shape[1]
    s = torch.einsum("ngrd,gmd->grnm", q, K) / d_head**0.5
    future = torch.ones(n, m, dtype=torch.bool).triu(m - n + 1)
    p = s.masked_fill(future, float("-inf")).softmax(-1)
    y = torch.einsum("grnm,gmd->ngrd", p, V).reshape(n, heads * d_head) @ W_o
    return y.numpy(), {"K": K.contiguous().numpy(), "V": V.contiguous().numpy()}


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    numbers_per_token = layers * kv_heads * d_head * 2
    return tokens * numbers_per_token * bytes_each
