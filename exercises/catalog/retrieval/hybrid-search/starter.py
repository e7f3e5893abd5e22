import numpy as np


def bm25(query, documents, k1, b):
    """The BM25 score of each document.

    query: list of strings    documents: list of n lists of strings    k1, b: floats

    Returns (n,) floats.

    With query = ["error", "e42"], documents = [["restart", "clears", "error", "e42"], ["no", "error"],
    ["error", "codes", "mean", "error", "or", "warning"]], k1 = 1.2 and b = 0.75
    the result is [1.1144, 0.1679, 0.1610].
    """
    raise NotImplementedError("return a score per document")


def fuse(rankings, k):
    """Reciprocal rank fusion.

    rankings: list of lists of ids, the best first    k: int

    Returns (ids, scores), both (m,), the best first.

    With rankings = [[2, 0, 3], [0, 1]] and k = 60
    the result is [0, 2, 1, 3] and [0.03252, 0.01639, 0.01613, 0.01587].
    """
    raise NotImplementedError("return ids and scores")


def ndcg(ranking, gains, cutoff):
    """nDCG of one ranking, a number.

    ranking: list of ids    gains: (n,) floats    cutoff: int

    With ranking = [0, 2, 1, 3], gains = [1, 3, 0, 2, 2] and cutoff = 3 the result is 0.4751.
    """
    raise NotImplementedError("return nDCG")


def mrr(rankings, gains):
    """The mean reciprocal rank over all queries, a number.

    rankings: list of lists of ids    gains: (queries, n) floats

    With rankings = [[0, 2, 4, 1, 3], [4, 1], [0, 1]] and
    gains = [[0, 3, 0, 2, 1, 4], [0, 0, 1, 0, 0, 0], [0, 0.25, 0, 0, 3, 1]] the result is 0.2778.
    """
    raise NotImplementedError("return MRR")
