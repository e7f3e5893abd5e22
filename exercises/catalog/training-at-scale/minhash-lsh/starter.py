import zlib

import numpy as np

P = 2**31 - 1


def shingles(text, n):
    """The distinct runs of n words, sorted.

    shingles("the cat sat on the mat", 2) is ["cat sat", "on the", "sat on", "the cat", "the mat"].
    """
    raise NotImplementedError("return a sorted list of strings")


def signature(pieces, a, b):
    """The smallest (a * x + b) mod P over all shingles, where x is zlib.crc32(shingle.encode()).

    pieces: a list of shingles    a, b: (h,), int64
    Returns (h,), integers.
    """
    raise NotImplementedError("return the signature")


def estimate(first, second):
    """The estimated similarity of two documents.

    first, second: (h,), two signatures
    """
    raise NotImplementedError("return a number")


def candidates(signatures, bands):
    """The pairs of documents that agree in a whole band: a sorted list of (i, j) with i < j.

    signatures: (documents, h)    bands: divides h
    """
    raise NotImplementedError("return a list of tuples")


def probability(s, bands, rows):
    """The probability that a pair of similarity s is a candidate.

    s: (k,)    rows: numbers in a band
    probability(np.array([0.2, 0.5, 0.8]), 20, 5) is [0.0064, 0.4701, 0.9996].
    """
    raise NotImplementedError("return the probabilities")
