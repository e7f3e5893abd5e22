import numpy as np

# cache: {"K": (N, s, d), "V": (N, s, d_v), "tables": {"a": [0, 1]}, "lengths": {"a": 3}, "refs": (N,) ints}


def append(cache, name, k, v):
    """One more token. k: (d,)    v: (d_v,)

    Returns a new cache. Raises ValueError if it needs a block and none is free.
    """
    raise NotImplementedError("return a cache with the token")


def fork(cache, name, new):
    """A sequence `new` that shares all blocks of `name`. Returns a new cache."""
    raise NotImplementedError("return a cache with both sequences")


def release(cache, name):
    """Returns a new cache without the sequence."""
    raise NotImplementedError("return a cache without the sequence")


def attend(cache, name, q):
    """Attention over the tokens of a sequence. q: (d,)

    Returns (d_v,).
    """
    raise NotImplementedError("return the weighted values")
