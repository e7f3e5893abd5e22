import numpy as np


def chunk(n, ranks, index):
    """The first chunks take one entry of the remainder each."""
    size, rest = divmod(n, ranks)
    start = index * size + min(index, rest)
    return start, start + size + (1 if index < rest else 0)


def send(vector, rank, ranks, step):
    """The chunk that arrived in the step before, or in step 0 the rank's own."""
    start, stop = chunk(len(vector), ranks, (rank - step) % ranks)
    return vector[start:stop]


def receive(vector, rank, ranks, step, message):
    """Add while sums are made, replace while they are passed around."""
    start, stop = chunk(len(vector), ranks, (rank - 1 - step) % ranks)
    result = vector.copy()
    if step < ranks - 1:
        result[start:stop] += message
    else:
        result[start:stop] = message
    return result


def bytes_sent(n, ranks, rank, itemsize):
    """In each half a rank sends all chunks but one: on a single rank, none."""
    total = 2 * n
    for index in (rank + 1, rank + 2):  # what it doesn't send while summing, and while gathering
        start, stop = chunk(n, ranks, index % ranks)
        total -= stop - start
    return total * itemsize


def seconds(algorithm, n, ranks, itemsize, latency, bandwidth):
    """Each step costs the latency and its largest message."""
    steps, entries = 2 * (ranks - 1), n
    if algorithm == "tree":
        steps = 2 * (ranks - 1).bit_length()  # the logarithm, rounded up
    if algorithm == "ring":
        entries = chunk(n, ranks, 0)[1]  # the largest: each step sends it somewhere
    return steps * (latency + entries * itemsize / bandwidth)


def break_even(ranks, latency, bandwidth):
    """The size at which the steps that the tree saves cost as much as the bytes that it sends in addition."""
    rounds = (ranks - 1).bit_length()
    return latency * bandwidth * (ranks - 1 - rounds) / (rounds - (ranks - 1) / ranks)
