import numpy as np


def flatten(arrays, ranks):
    """One vector, padded so that all shards are equally long."""
    flat = np.concatenate([array.ravel() for array in arrays])
    return np.pad(flat, (0, -len(flat) % ranks))


def unflatten(flat, shapes):
    """Cut where each array ends, and leave the padding."""
    ends = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])
    return [piece.reshape(shape) for piece, shape in zip(np.split(flat, ends), shapes)]


def plan(layers, prefetch):
    """The order of computation, with each layer's gather before it, or with prefetch one computation earlier."""
    order = [("forward", l) for l in range(layers)] + [("backward", l) for l in reversed(range(layers))]
    last = layers - 1
    gathers = [[] if step == ("backward", last) else [("gather", step[1])] for step in order]
    ahead = 1 if prefetch else 0
    operations = []
    for k, (what, l) in enumerate(order):
        first = k + ahead if k else 0
        operations += [gather for wanted in gathers[first : k + ahead + 1] for gather in wanted]
        operations.append((what, l))
        if what == "backward":
            operations.append(("reduce", l))
        if (what, l) != ("forward", last):
            operations.append(("free", l))
    return operations


def update(shard, grad_sum, ranks, lr):
    """The mean makes a step independent of the number of ranks."""
    return shard - lr * grad_sum / ranks


def shard_sizes(sizes, ranks):
    return [-(-n // ranks) for n in sizes]  # rounded up


def bytes_sent(sizes, ranks, itemsize):
    """Two gathers and a reduce-scatter for each layer, but only one gather for the last."""
    c = shard_sizes(sizes, ranks)
    return (ranks - 1) * (3 * sum(c) - c[-1]) * itemsize


def peak_bytes(sizes, ranks, itemsize, prefetch):
    """The peak is in a backward step: weights, gradient, and with prefetch the layer below."""
    c = shard_sizes(sizes, ranks)
    below = [0, *c] if prefetch else [0] * len(c)
    whole = max(2 * own + other for own, other in zip(c, below))
    return (2 * sum(c) + ranks * whole) * itemsize


def zero_bytes(n, ranks, stage):
    """Each stage divides one more of optimizer state, gradients and weights."""
    own = -(-n // ranks)
    return sum(each * (own if stage >= first else n) for each, first in ((12, 1), (2, 2), (2, 3)))
