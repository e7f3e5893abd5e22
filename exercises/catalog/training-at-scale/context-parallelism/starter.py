import numpy as np


def absorb(state, Q, K, V, visible):
    """The state of the online softmax after one more block of keys and values.

    state: out (n, d_v), row_max (n,), row_sum (n,)    Q: (n, d)    K: (m, d)    V: (m, d_v)    visible: (n, m) bool

    A query with row_max 0, row_sum 1 and out 1 that sees keys with the scores log 3 and 0 and the values 2 and 4 has
    afterwards row_max log 3, row_sum 1.667 and out 3.667.
    """
    raise NotImplementedError("return (out, row_max, row_sum)")


def ring_step(memory, arrived, rank, ranks, step, causal):
    """One step of ring attention on one rank.

    memory: "Q" (n, d), "K" (n, d), "V" (n, d_v), "out" (n, d_v), "max" (n,), "sum" (n,)
    arrived: (K, V) from the left neighbor, or None in step 0

    Returns (memory, message): a new dictionary with the same keys, and (K, V) for the right neighbor, or None in the
    last step.
    """
    raise NotImplementedError("return (memory, message)")
