import numpy as np


def chunk(n, ranks, index):
    """Where a chunk begins and ends.

    chunk(10, 4, 1) is (3, 6).
    """
    raise NotImplementedError("return (start, stop)")


def send(vector, rank, ranks, step):
    """The chunk that this rank sends to its right neighbor in this step.

    vector: (n,), this rank's own. Returns an array with one axis.
    """
    raise NotImplementedError("return the message")


def receive(vector, rank, ranks, step, message):
    """This rank's vector after the step.

    vector: (n,), this rank's own    message: what its left neighbor sent in this step

    Returns a new vector (n,).
    """
    raise NotImplementedError("return the new vector")


def bytes_sent(n, ranks, rank, itemsize):
    """How many bytes this rank sends in all 2 (ranks - 1) steps.

    bytes_sent(4, 3, 0, 8) is 48.
    """
    raise NotImplementedError("return the bytes")


def seconds(algorithm, n, ranks, itemsize, latency, bandwidth):
    """How long an all-reduce takes.

    algorithm: "ring", "tree" or "naive"    latency: seconds for each message    bandwidth: bytes a second
    """
    raise NotImplementedError("return the time")


def break_even(ranks, latency, bandwidth):
    """The bytes of a vector above which the ring is faster than the tree.

    break_even(64, 1e-5, 5e10) is about 5.68 million.
    """
    raise NotImplementedError("return the number of bytes")
