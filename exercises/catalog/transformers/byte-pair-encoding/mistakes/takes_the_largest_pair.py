"""trains_on_the_worked_example

You take the pair with the largest ids, not the one seen most often: max looks at the keys of a dict.

---
Use the key with the largest count, max(counts, key=counts.get).
"""

from collections import Counter
from itertools import pairwise
from math import inf


def train(text, num_merges):
    ids = list(text.encode("utf-8"))
    merges = []
    while len(merges) < num_merges and len(ids) > 1:
        counts = Counter(pairwise(ids))
        pair = max(counts)
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
    vocabulary = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    return b"".join(vocabulary[token] for token in ids).decode("utf-8", errors="replace")


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
