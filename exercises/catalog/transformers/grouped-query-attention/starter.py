import numpy as np


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    """Causal attention of the newest tokens, with fewer key-value heads than query heads.

    x: (n, d)    cache: None or {"K": (kv_heads, t, d_head), "V": (kv_heads, t, d_head)}
    W_q: (d, heads * d_head)    W_k, W_v: (d, kv_heads * d_head)    W_o: (heads * d_head, d)

    Returns (y, cache) with y (n, d) and the cache of all t + n tokens.
    """
    # K, V: (kv_heads, t + n, d_head)

    # query head i uses K[i // (heads // kv_heads)]

    raise NotImplementedError("return the results and the cache")


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    """The bytes of a whole model's cache.

    cache_bytes(8192, 32, 8, 128, 2) is 1073741824.
    """
    raise NotImplementedError("return the bytes")
