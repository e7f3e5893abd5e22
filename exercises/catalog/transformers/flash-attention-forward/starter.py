import numpy as np


def merge(out_a, lse_a, out_b, lse_b):
    """Merge the attention of the same queries over two sets of keys.

    out_a, out_b: (n, d_v)    lse_a, lse_b: (n,)

    Returns (out, lse) with out (n, d_v) and lse (n,).

    With out_a = [[1.75, 3]], lse_a = [log 4], out_b = [[9, 1]] and lse_b = [log 6]
    the result is ([[6.1, 1.8]], [2.303]).
    """
    raise NotImplementedError("return out and lse over both sets")


def attention(Q, K, V, tile, causal=False):
    """Attention in tiles.

    Q: (n, d)    K: (m, d)    V: (m, d_v)    tile: int

    Returns (out, lse) with out (n, d_v) and lse (n,).
    """
    # for each tile of queries: for each tile of keys: scores of at most (tile, tile)

    raise NotImplementedError("return out and lse over all keys")
