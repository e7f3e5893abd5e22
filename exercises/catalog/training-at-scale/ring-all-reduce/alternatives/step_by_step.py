import math

import numpy as np


def chunk(n, ranks, index):
    start = 0
    for i in range(index):
        start += n // ranks + (i < n % ranks)
    return start, start + n // ranks + int(index < n % ranks)


def send(vector, rank, ranks, step):
    return np.array_split(vector, ranks)[(rank - step) % ranks]


def receive(vector, rank, ranks, step, message):
    chunks = [part.copy() for part in np.array_split(vector, ranks)]
    number = (rank - 1 - step) % ranks
    chunks[number] = message + chunks[number] if step <= ranks - 2 else message
    return np.concatenate(chunks)


def bytes_sent(n, ranks, rank, itemsize):
    total = 0
    for step in range(2 * ranks - 2):
        start, stop = chunk(n, ranks, (rank - step) % ranks)
        total += (stop - start) * itemsize
    return total


def seconds(algorithm, n, ranks, itemsize, latency, bandwidth):
    if algorithm == "ring":
        return 2 * (ranks - 1) * (latency + (n + ranks - 1) // ranks * itemsize / bandwidth)
    rounds = math.ceil(math.log2(ranks)) if algorithm == "tree" else ranks - 1
    return 2 * rounds * (latency + n * itemsize / bandwidth)


def break_even(ranks, latency, bandwidth):
    rounds = math.ceil(math.log2(ranks))
    more_latency = (ranks - 1 - rounds) * latency
    less_per_byte = rounds / bandwidth - (ranks - 1) / (ranks * bandwidth)
    return more_latency / less_per_byte
