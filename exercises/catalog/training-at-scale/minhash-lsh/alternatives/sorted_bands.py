import zlib

import numpy as np
import torch

P = 2**31 - 1


def shingles(text, n):
    words = np.array(text.lower().split())
    size = min(n, len(words))
    runs = np.lib.stride_tricks.sliding_window_view(words, size)
    return sorted(set(map(" ".join, runs)))


def signature(pieces, a, b):
    x = torch.tensor([zlib.crc32(piece.encode("utf-8")) for piece in pieces])
    hashes = torch.addcmul(torch.from_numpy(b)[:, None], torch.from_numpy(a)[:, None], x)
    return hashes.remainder(P).amin(dim=1).numpy()


def estimate(first, second):
    return 1 - np.count_nonzero(first - second) / len(first)


def candidates(signatures, bands):
    pairs = []
    for band in np.hsplit(signatures, bands):
        _, group, sizes = np.unique(band, axis=0, return_inverse=True, return_counts=True)
        order = np.argsort(group, kind="stable")
        for bucket in np.split(order, np.cumsum(sizes)):
            i, j = np.triu_indices(len(bucket), 1)
            pairs += zip(bucket[i].tolist(), bucket[j].tolist())
    return sorted(set(pairs))


def probability(s, bands, rows):
    misses = np.tile(1 - s**rows, (bands, 1))  # (bands, k)
    return 1 - misses.prod(axis=0)
