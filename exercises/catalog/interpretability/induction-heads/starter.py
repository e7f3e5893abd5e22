import numpy as np


def head_scores(pattern, period):
    """Three scores for each head on tokens that repeat.

    pattern: (H, n, n)    period: the number of tokens before they repeat
    Returns (previous, duplicate, induction), each (H,).
    """
    raise NotImplementedError("return the three scores")


def prefix_matching(pattern, tokens):
    """How much each head attends to what followed earlier occurrences of the current token.

    pattern: (H, n, n)    tokens: (n,)
    Returns (H,).
    """
    raise NotImplementedError("return the scores")


def copying(embed, W_v, W_o, unembed):
    """How much each head raises the logit of the token that it attends to.

    embed: (V, d)    W_v: (H, d, k)    W_o: (H, k, d)    unembed: (d, V)
    Returns (H,), between -1 and 1.
    """
    raise NotImplementedError("return the scores")
