"""many_documents

You compare all pairs of documents. That's what LSH avoids: twice as many documents take four times as long.

---
Put documents into buckets by the numbers of a band, and pair only those in the same bucket.
"""

import zlib

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
    rows = signatures.shape[1] // bands
    parts = [[tuple(row[k : k + rows]) for k in range(0, len(row), rows)] for row in signatures.tolist()]
    pairs = set()
    for i, first in enumerate(parts):
        for j in range(i):
            for one, other in zip(parts[j], first):
                if one == other:
                    pairs.add((j, i))
    return sorted(pairs)


def probability(s, bands, rows):
    return 1 - (1 - s**rows) ** bands
