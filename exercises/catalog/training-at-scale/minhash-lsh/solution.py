import zlib
from collections import defaultdict
from itertools import combinations

import numpy as np

P = 2**31 - 1


def shingles(text, n):
    """A set, because Jaccard similarity counts each shingle once. Sorted, so that the result is the same every time."""
    words = text.lower().split()
    starts = range(max(1, len(words) - n + 1))
    return sorted({" ".join(words[start : start + n]) for start in starts})


def signature(pieces, a, b):
    """The smallest hash of each function. The larger the shared part of two sets, the more minima they share."""
    x = np.array([zlib.crc32(piece.encode()) for piece in pieces])  # (m,)
    return ((a[:, None] * x + b[:, None]) % P).min(axis=1)  # (h,)


def estimate(first, second):
    return (first == second).mean()


def candidates(signatures, bands):
    """Only documents in the same bucket are paired, so the time doesn't grow with the number of all pairs."""
    pairs = set()
    for band in np.split(signatures, bands, axis=1):  # (documents, rows)
        buckets = defaultdict(list)
        for document, key in enumerate(map(tuple, band.tolist())):
            buckets[key].append(document)
        for bucket in buckets.values():
            pairs.update(combinations(bucket, 2))
    return sorted(pairs)


def probability(s, bands, rows):
    """1 minus the probability that no band agrees completely."""
    return 1 - (1 - s**rows) ** bands
