import numpy as np


def plan(table, length, size, splits):
    """Equal parts of the blocks that have tokens; the first get what is left over."""
    used = table[: -(-length // size)]
    fewest, longer = divmod(len(used), splits)
    ends = [c * fewest + min(c, longer) for c in range(splits + 1)]
    return [(used[a:b], min(b * size, length) - min(a * size, length)) for a, b in zip(ends, ends[1:])]


def attend(Q, K, V, tokens):
    """Softmax attention over the tokens that belong to the sequence, with the logarithm of the sum."""
    heads, d_v = K.shape[2], V.shape[3]
    if tokens == 0:
        return np.zeros((len(Q), d_v)), np.full(len(Q), -np.inf)
    K, V = (np.concatenate(blocks)[:tokens] for blocks in (K, V))  # (t, G, d) and (t, G, d_v)
    queries = Q.reshape(heads, len(Q) // heads, -1)  # (G, H / G, d)
    scores = np.einsum("gqd,tgd->gqt", queries, K) / np.sqrt(Q.shape[1])
    top = scores.max(axis=2, keepdims=True)
    weights = np.exp(scores - top)
    total = weights.sum(axis=2, keepdims=True)
    out = np.einsum("gqt,tgv->gqv", weights / total, V)
    return out.reshape(len(Q), d_v), (top + np.log(total)).ravel()


def merge(outs, lses):
    """Each chunk counts by its share of the sum of exponentials."""
    top = lses.max(axis=0)  # (H,), never -inf
    shares = np.exp(lses - top)  # (S, H)
    total = shares.sum(axis=0)
    return np.einsum("sh,shv->hv", shares / total, outs), top + np.log(total)
