# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def merge(out_a, lse_a, out_b, lse_b):
    """Merge the attention of the same queries over two sets of keys.

    out_a, out_b: (n, d_v)    lse_a, lse_b: (n,)

    Returns (out, lse) with out (n, d_v) and lse (n,).

    With out_a = [[1.75, 3]], lse_a = [log 4], out_b = [[9, 1]] and lse_b = [log 6]
    the result is ([[6.1, 1.8]], [2.303]).
    """
    # Step 1 of 3: return out and lse. First lse (n,), the log of the sum of exponentials over both sets. It must not
    # overflow at 1000. Then out (n, d_v): each part counts by its share of that sum.
    raise NotImplementedError


def attention(Q, K, V, tile, causal=False):
    """Attention in tiles.

    Q: (n, d)    K: (m, d)    V: (m, d_v)    tile: int

    Returns (out, lse) with out (n, d_v) and lse (n,).
    """
    out, lse = np.empty((len(Q), V.shape[1])), np.empty(len(Q))
    for i in range(0, len(Q), tile):
        rows = slice(i, i + tile)
        end = i + tile if causal else len(K)  # no query of this tile sees a key from here on
        for j in range(0, end, tile):
            scores = Q[rows] @ K[j : j + tile].T / np.sqrt(K.shape[1])  # at most (tile, tile)
            if causal:
                # Step 2 of 3: scores, with -inf where a key comes after the query. Row r belongs to query i + r, and
                # column c to key j + c.
                raise NotImplementedError
            part = attend(scores, V[j : j + tile])
            # Step 3 of 3: out[rows] and lse[rows], over all keys so far. There is nothing to merge with at first.
            raise NotImplementedError
    return out, lse


def attend(scores, V):
    """Softmax attention over the keys of one tile: out and lse.

    scores: (rows, columns)    V: (columns, d_v)
    """
    top = scores.max(axis=1, keepdims=True)
    weights = np.exp(scores - top)
    total = weights.sum(axis=1, keepdims=True)
    return weights @ V / total, (top + np.log(total))[:, 0]
