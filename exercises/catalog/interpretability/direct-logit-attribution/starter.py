import numpy as np


def head_outputs(pattern, values, W_o):
    """What each head adds to the residual stream.

    pattern: (H, n, n)    values: (H, n, k)    W_o: (H, k, d)
    Returns (H, n, d).
    """
    raise NotImplementedError("return the output of each head")


def attribute(parts, scale, unembed, answer, other):
    """How much each part adds to the difference of two logits, at each position.

    parts: (C, n, d), whose sum is the residual stream    scale: (d,)    unembed: (d, V)    answer, other: token ids
    Returns (C, n).
    """
    raise NotImplementedError("return the contributions of the parts")


def by_source(pattern, values, W_o, stream, scale, unembed, answer, other):
    """How much each token adds to the difference at the last position, through each head.

    pattern, values, W_o: as in head_outputs    stream: (n, d), the residual stream before the last norm
    Returns (H, n).
    """
    raise NotImplementedError("return the contributions of the tokens")
