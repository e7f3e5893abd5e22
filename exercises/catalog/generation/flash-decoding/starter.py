import numpy as np


def plan(table, length, size, splits):
    """The chunks of a sequence.

    Returns a list of tuples (blocks, tokens). plan([4, 0, 5, 1, 2, 6], 9, 2, 2) is [([4, 0, 5], 6), ([1, 2], 3)].
    """
    raise NotImplementedError("return the chunks")


def attend(Q, K, V, tokens):
    """One worker: attention over the tokens of a chunk.

    Q: (H, d)    K: (p, s, G, d)    V: (p, s, G, d_v)
    Returns (out, lse): (H, d_v) and (H,).
    """
    raise NotImplementedError("return out and lse")


def merge(outs, lses):
    """The results of all chunks, merged.

    outs: (S, H, d_v)    lses: (S, H)
    Returns (out, lse): (H, d_v) and (H,).

    merge of [[[3.0]], [[7.0]]] and [[log 8], [log 24]] is [[6]] and [log 32].
    """
    raise NotImplementedError("return out and lse")
