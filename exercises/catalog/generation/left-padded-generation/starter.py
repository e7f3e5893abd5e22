import numpy as np


def pad_left(prompts, pad):
    """Prompts of different lengths in one array.

    pad_left([[7], [4, 6, 2]], 0) is ([[0, 0, 7], [4, 6, 2]], [[0, 0, 0], [0, 1, 2]],
    [[False, False, True], [True, True, True]]), each an array: tokens, positions and mask.
    """
    raise NotImplementedError("return tokens, positions and mask")


def attention(Q, K, V, mask):
    """Causal attention among the real tokens.

    Q, K: (B, h, n, d)    V: (B, h, n, d_v)    mask: (B, n), False at padding

    Returns (B, h, n, d_v), 0 at padding.
    """
    raise NotImplementedError("return the results")


def append(tokens, positions, mask, finished, logits, end, pad):
    """The next token of each row as a new column.

    tokens, positions, mask: (B, n)    finished: (B,)    logits: (B, vocabulary)    end, pad: ints

    Returns (tokens, positions, mask, finished), the first three (B, n + 1).
    """
    raise NotImplementedError("return tokens, positions, mask and finished")
