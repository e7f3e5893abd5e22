"""decodes_with_the_worked_merges

You replace each merged token by its two parts from the oldest merge to the newest. A new token contains older ones,
which then stay unexpanded. Go from the newest merge to the oldest, or build the bytes of each token once.
"""

from collections import Counter
from itertools import pairwise
from math import inf


def train(text, num_merges):
    ids = list(text.encode("utf-8"))
    merges = []
    while len(merges) < num_merges and len(ids) > 1:
        counts = Counter(pairwise(ids))
        pair = max(counts, key=counts.get)
        ids = merge(ids, pair, 256 + len(merges))
        merges.append(pair)
    return merges


def encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while True:
        pair = min(pairwise(ids), key=lambda pair: ranks.get(pair, inf), default=None)
        if pair not in ranks:
            return ids
        ids = merge(ids, pair, 256 + ranks[pair])


def decode(ids, merges):
    for rank, pair in enumerate(merges):
        ids = [part for token in ids for part in (pair if token == 256 + rank else [token])]
    return bytes(ids).decode("utf-8", errors="replace")


def merge(ids, pair, new):
    merged = []
    i = 0
    while i < len(ids):
        if tuple(ids[i : i + 2]) == pair:
            merged.append(new)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged
