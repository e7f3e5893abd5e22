import numpy as np


def encode(vectors, codebooks):
    """The nearest centroid of each part."""
    parts = np.split(vectors, len(codebooks), axis=1)  # M times (n, s)
    nearest = [squared_distances(part[:, None], book).argmin(axis=1) for part, book in zip(parts, codebooks)]
    return np.stack(nearest, axis=1).astype(np.uint8)


def distance_table(query, codebooks):
    """The query isn't quantized, so the distances are asymmetric."""
    subspaces, _, size = codebooks.shape
    return squared_distances(query.reshape(subspaces, 1, size), codebooks)


def search(table, codes, k):
    """M lookups for each vector, one part after the other."""
    distances = np.zeros(len(codes))
    for row, column in zip(table, codes.T):
        distances += row[column]
    ids = distances.argsort(kind="stable")[:k]
    return ids, distances[ids]


def squared_distances(x, y):
    return ((x - y) ** 2).sum(axis=-1)
