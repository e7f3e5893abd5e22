import numpy as np


def encode(vectors, codebooks):
    """The code of each vector: for each part the number of the nearest centroid.

    vectors: (n, d)    codebooks: (M, K, s), d = M * s. Returns (n, M) uint8.

    With codebooks = [[[0, 0], [5, 0], [0, 4]], [[1, 1], [5, 1], [1, 6]]]
    the code of [1, 3, 5, 3] is [2, 1].
    """
    raise NotImplementedError("return the codes")


def distance_table(query, codebooks):
    """The squared distance of each part of the query to each centroid.

    query: (d,)    codebooks: (M, K, s). Returns (M, K).

    With the codebooks above and query = [2, 0, 4, 1] it is [[4, 9, 20], [9, 1, 34]].
    """
    raise NotImplementedError("return the table")


def search(table, codes, k):
    """The k vectors with the smallest sums.

    table: (M, K)    codes: (n, M) uint8    k: int. Returns (ids, distances), the smallest first.

    With table = [[4, 9, 20], [9, 1, 34]], codes = [[0, 0], [1, 1], [2, 1], [1, 0], [0, 2]] and k = 3
    the result is [1, 0, 3] and [10, 13, 18].
    """
    raise NotImplementedError("return ids and distances")
