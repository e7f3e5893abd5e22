import numpy as np


def chunk(n, ranks, index):
    return tuple(i * (n // ranks) + min(i, n % ranks) for i in (index, index + 1))


def send(vector, rank, ranks, step):
    owner = owners(len(vector), ranks)
    return vector[owner == (rank - step) % ranks].copy()


def receive(vector, rank, ranks, step, message):
    arrives = owners(len(vector), ranks) == (rank - step - 1) % ranks
    whole = np.zeros_like(vector)
    whole[arrives] = message
    keeps = np.where(arrives, step + 1 < ranks, True)
    return np.where(keeps, vector, 0).astype(vector.dtype) + whole


def owners(n, ranks):
    return np.repeat(np.arange(ranks), [stop - start for start, stop in (chunk(n, ranks, i) for i in range(ranks))])


def bytes_sent(n, ranks, rank, itemsize):
    sizes = [stop - start for start, stop in (chunk(n, ranks, i) for i in range(ranks))]
    return itemsize * (2 * n - sizes[(rank + 1) % ranks] - sizes[(rank + 2) % ranks])


def seconds(algorithm, n, ranks, itemsize, latency, bandwidth):
    rounds, reach = 0, 1
    while reach < ranks:
        rounds, reach = rounds + 1, reach * 2
    steps = {"ring": ranks - 1, "naive": ranks - 1, "tree": rounds}[algorithm]
    message = -(-n // ranks) if algorithm == "ring" else n
    return 2 * steps * latency + 2 * steps * message * itemsize / bandwidth


def break_even(ranks, latency, bandwidth):
    rounds = len(f"{ranks - 1:b}")
    return ranks * latency * bandwidth * (ranks - 1 - rounds) / (ranks * rounds - ranks + 1)
