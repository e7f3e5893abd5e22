"""worked_shingles

The last shingle is missing. A text of m words has m − n + 1 runs of n words.
"""

import zlib
from collections import defaultdict
from itertools import combinations

import numpy as np

P = 2**31 - 1


def shingles(text, n):
    words = text.lower().split()
    starts = range(max(1, len(words) - n))
    return sorted({" ".join(words[start : start + n]) for start in starts})


def signature(pieces, a, b):
    x = np.array([zlib.crc32(piece.encode()) for piece in pieces])
    return ((a[:, None] * x + b[:, None]) % P).min(axis=1)


def estimate(first, second):
    return (first == second).mean()


def candidates(signatures, bands):
    pairs = set()
    for band in np.split(signatures, bands, axis=1):
        buckets = defaultdict(list)
        for document, key in enumerate(map(tuple, band.tolist())):
            buckets[key].append(document)
        for bucket in buckets.values():
            pairs.update(combinations(bucket, 2))
    return sorted(pairs)


def probability(s, bands, rows):
    return 1 - (1 - s**rows) ** bands
