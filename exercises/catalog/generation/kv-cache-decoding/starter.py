import numpy as np


def attend(x, cache, P, W_q, W_k, W_v):
    """Causal attention of the newest tokens, with the keys and values of the older ones from a cache.

    x: (n, d)    cache: None or {"K": (t, d_k), "V": (t, d_v)}    P: (max, d)
    W_q, W_k: (d, d_k)    W_v: (d, d_v)

    Returns (y, cache) with y (n, d_v) and the cache of all t + n tokens.

    With x = [[1]], cache {"K": [[0]], "V": [[0]]}, P = [[0], [0]] and all matrices [[1]]
    the result is [[0.731]] and the cache {"K": [[0], [1]], "V": [[0], [1]]}.
    """
    # K: (t + n, d_k), V: (t + n, d_v)

    # scores: (n, t + n)

    raise NotImplementedError("return the results and the cache")
