from zlib import crc32

import numpy as np

P = 2**31 - 1


def shingles(text, n):
    words = text.lower().split()
    if len(words) < n:
        return [" ".join(words)]
    pieces = []
    for run in zip(*(words[shift:] for shift in range(n))):
        piece = " ".join(run)
        if piece not in pieces:
            pieces.append(piece)
    pieces.sort()
    return pieces


def signature(pieces, a, b):
    minima = []
    for factor, constant in zip(a.tolist(), b.tolist()):
        smallest = P
        for piece in pieces:
            smallest = min(smallest, (factor * crc32(piece.encode()) + constant) % P)
        minima.append(smallest)
    return np.array(minima)


def estimate(first, second):
    return sum(x == y for x, y in zip(first.tolist(), second.tolist())) / len(first)


def candidates(signatures, bands):
    rows = signatures.shape[1] // bands
    buckets, pairs = {}, set()
    for document, numbers in enumerate(signatures.tolist()):
        for band in range(bands):
            key = band, *numbers[band * rows : (band + 1) * rows]
            bucket = buckets.setdefault(key, [])
            for earlier in bucket:
                pairs.add((earlier, document))
            bucket.append(document)
    return sorted(pairs)


def probability(s, bands, rows):
    missed = 1.0
    for _ in range(bands):
        missed = missed * (1 - s**rows)
    return 1 - missed
