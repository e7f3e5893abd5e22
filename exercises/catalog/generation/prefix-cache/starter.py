def find(cache, tokens):
    """The cached blocks with which a prompt begins.

    cache: dict    tokens: list of ints. Returns a list of block numbers.

    With size = 2, keys = [(1, 2), (1, 2, 3, 4), None, None, None] and tokens = [1, 2, 3, 4, 6] it is [0, 1].
    """
    raise NotImplementedError("return the blocks")


def admit(cache, name, tokens):
    """Give a request its blocks, reused or new.

    Returns (cache, computed): a new dict, and the number of tokens to compute.
    Raises ValueError if there aren't enough free blocks.
    """
    raise NotImplementedError("return the cache and the number of tokens")


def release(cache, name):
    """Remove a request. Its blocks keep their keys. Returns a new dict."""
    raise NotImplementedError("return the cache")
