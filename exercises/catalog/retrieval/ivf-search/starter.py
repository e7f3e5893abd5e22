import numpy as np


def train(vectors, centroids, steps):
    """The centroids after some steps of k-means.

    vectors: (n, d)    centroids: (c, d), to start from    steps: int

    Returns (c, d).

    With vectors = [[0, 0], [6, 3], [2, 3], [7, 5], [3, 1], [9, 1]], centroids = [[1, 0], [7, 1], [5, 8]] and steps = 1
    the result is [[5/3, 4/3], [7.5, 2], [7, 5]].
    """
    raise NotImplementedError("return the centroids")


def build(vectors, centroids):
    """The inverted lists: which vectors are nearest to which centroid.

    Returns a list of c arrays of ids, each in ascending order.

    With the vectors and the new centroids above, the result is [[0, 2, 4], [1, 5], [3]].
    """
    raise NotImplementedError("return a list of arrays")


def search(query, vectors, centroids, lists, probes, k):
    """The k nearest vectors in the probed lists, the nearest first.

    query: (d,)    lists: c arrays of ids    probes, k: ints

    Returns an array of at most k ids.

    With query = [5, 1], probes = 2 and k = 4 the result is [4, 1, 2, 5]. With probes = 1 it is [1, 5].
    """
    raise NotImplementedError("return an array of ids")


def evaluate(queries, vectors, centroids, lists, k):
    """The mean recall and the mean number of distances for 1, 2, ..., c probes.

    queries: (m, d)

    Returns (recall, distances), both (c,).

    With queries = [[5, 1], [1, 4]] and k = 4 the result is [0.625, 0.875, 1] and [5.5, 7.5, 9].
    """
    raise NotImplementedError("return recall and distances")
