"""any_candidates

You propose pairs whose estimated similarity is at least one half. LSH looks at the bands only: a pair with a low
estimate may still share one.
"""

import zlib
from itertools import combinations

import numpy as np

P = 2**31 - 1


def shingles(text, n):
    words = text.lower().split()
    starts = range(max(1, len(words) - n + 1))
    return sorted({" ".join(words[start : start + n]) for start in starts})


def signature(pieces, a, b):
    x = np.array([zlib.crc32(piece.encode()) for piece in pieces])
    return ((a[:, None] * x + b[:, None]) % P).min(axis=1)


def estimate(first, second):
    return (first == second).mean()


def candidates(signatures, bands):
    documents = range(len(signatures))
    pairs = {(i, j) for i, j in combinations(documents, 2) if (signatures[i] == signatures[j]).mean() >= 1 / bands}
    return sorted(pairs)


def probability(s, bands, rows):
    return 1 - (1 - s**rows) ** bands
