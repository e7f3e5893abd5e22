import numpy as np


def flatten(arrays, ranks):
    """The flat vector of a layer, with zeros up to a multiple of ranks.

    flatten([np.array([[5.0], [6.0]]), np.array([7.0])], 4) is [5, 6, 7, 0].
    """
    raise NotImplementedError("return the flat vector")


def unflatten(flat, shapes):
    """The arrays of a layer, from its flat vector.

    unflatten(np.array([5.0, 6, 7, 0]), [(2, 1), (1,)]) is the list of [[5], [6]] and [7].
    """
    raise NotImplementedError("return the list of arrays")


def plan(layers, prefetch):
    """The operations of one training step.

    Returns a list of tuples, such as [("gather", 0), ("forward", 0), ...].
    """
    raise NotImplementedError("return the plan")


def update(shard, grad_sum, ranks, lr):
    """The new shard after a step of SGD.

    shard, grad_sum: (c,)    grad_sum: the sum over all ranks. Returns (c,).
    """
    raise NotImplementedError("return the new shard")


def bytes_sent(sizes, ranks, itemsize):
    """How many bytes one rank sends in a step. bytes_sent([8, 9, 8], 4, 4) is 228."""
    raise NotImplementedError("return the bytes")


def peak_bytes(sizes, ranks, itemsize, prefetch):
    """The most bytes in memory. peak_bytes([8, 9, 8], 4, 4, False) is 152."""
    raise NotImplementedError("return the bytes")


def zero_bytes(n, ranks, stage):
    """The bytes on one rank with ZeRO. zero_bytes(7_500_000_000, 64, 3) is 1_875_000_000."""
    raise NotImplementedError("return the bytes")
