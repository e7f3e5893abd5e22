import numpy as np


def speculate(q, p, rng):
    """One round of speculative decoding.

    q: (k, V), the draft's distributions    p: (k + 1, V), the target's    rng: numpy.random.Generator

    Returns a list of 1 to k + 1 token ids: the accepted drafts and one more.

    With q = [[0.6, 0.3, 0.1]] and p = [[0.1, 0.4, 0.5], [0.3, 0.1, 0.6]] the first token is 0, 1 or 2 with the
    probabilities 0.1, 0.4 and 0.5.
    """
    raise NotImplementedError("return a list of token ids")


def expected_tokens(q, p):
    """The mean number of tokens that speculate returns, a number. With the arguments above it is 1.5."""
    raise NotImplementedError("return the mean")
