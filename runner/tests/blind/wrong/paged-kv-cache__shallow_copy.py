# The cache is copied only one level deep, so tables, lengths and arrays of the old one change as well.
import numpy as np


def _free_block(cache):
    free = np.flatnonzero(cache["refs"] == 0)
    if len(free) == 0:
        raise ValueError("no free block")
    return int(free[0])


def append(cache, name, k, v):
    cache = dict(cache)
    table = cache["tables"].setdefault(name, [])
    length = cache["lengths"].setdefault(name, 0)
    size = cache["K"].shape[1]
    place = length % size
    if place == 0:
        block = _free_block(cache)
        table.append(block)
        cache["refs"][block] = 1
    elif cache["refs"][table[-1]] > 1:
        old, block = table[-1], _free_block(cache)
        cache["K"][block] = cache["K"][old]
        cache["V"][block] = cache["V"][old]
        table[-1] = block
        cache["refs"][block] = 1
        cache["refs"][old] -= 1
    else:
        block = table[-1]
    cache["K"][block, place] = k
    cache["V"][block, place] = v
    cache["lengths"][name] = length + 1
    return cache


def fork(cache, name, new):
    cache = dict(cache)
    cache["tables"][new] = list(cache["tables"][name])
    cache["lengths"][new] = cache["lengths"][name]
    for block in cache["tables"][new]:
        cache["refs"][block] += 1
    return cache


def release(cache, name):
    cache = dict(cache)
    for block in cache["tables"].pop(name):
        cache["refs"][block] -= 1
    del cache["lengths"][name]
    return cache


def attend(cache, name, q):
    length = cache["lengths"][name]
    table = cache["tables"][name]
    K = np.concatenate([cache["K"][b] for b in table])[:length]
    V = np.concatenate([cache["V"][b] for b in table])[:length]
    scores = K @ q / np.sqrt(len(q))
    weights = np.exp(scores - scores.max())
    return weights / weights.sum() @ V
