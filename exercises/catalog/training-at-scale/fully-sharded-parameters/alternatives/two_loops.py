import math

import numpy as np


def flatten(arrays, ranks):
    n = sum(array.size for array in arrays)
    flat = np.zeros(math.ceil(n / ranks) * ranks, dtype=arrays[0].dtype)
    start = 0
    for array in arrays:
        flat[start : start + array.size] = array.ravel()
        start += array.size
    return flat


def unflatten(flat, shapes):
    arrays, start = [], 0
    for shape in shapes:
        size = math.prod(shape)
        arrays.append(flat[start : start + size].reshape(shape))
        start += size
    return arrays


def plan(layers, prefetch):
    operations = [("gather", 0)]
    for l in range(layers - 1):
        if prefetch:
            operations += [("gather", l + 1), ("forward", l), ("free", l)]
        else:
            operations += [("forward", l), ("free", l), ("gather", l + 1)]
    operations.append(("forward", layers - 1))
    for l in range(layers - 1, 0, -1):
        if prefetch:
            operations += [("gather", l - 1), ("backward", l), ("free", l), ("reduce", l)]
        else:
            operations += [("backward", l), ("free", l), ("reduce", l), ("gather", l - 1)]
    return [*operations, ("backward", 0), ("free", 0), ("reduce", 0)]


def update(shard, grad_sum, ranks, lr):
    result = grad_sum / ranks
    result *= -lr
    result += shard
    return result


def bytes_sent(sizes, ranks, itemsize):
    entries = 0
    for l, n in enumerate(sizes):
        times = 2 if l == len(sizes) - 1 else 3
        entries += times * math.ceil(n / ranks) * (ranks - 1)
    return entries * itemsize


def peak_bytes(sizes, ranks, itemsize, prefetch):
    shards = [math.ceil(n / ranks) for n in sizes]
    backward = []
    for l, c in enumerate(shards):
        at_once = [c, c]
        if prefetch and l > 0:
            at_once.append(shards[l - 1])
        backward.append(ranks * sum(at_once))
    return itemsize * (max(backward) + sum(shards) + sum(shards))


def zero_bytes(n, ranks, stage):
    own = math.ceil(n / ranks)
    if stage == 0:
        return 16 * n
    if stage == 1:
        return 4 * n + 12 * own
    if stage == 2:
        return 2 * n + 14 * own
    return 16 * own
