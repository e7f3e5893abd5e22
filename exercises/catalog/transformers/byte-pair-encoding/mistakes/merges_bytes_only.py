"""encodes_with_the_worked_merges

Your encode merges bytes but never a token it has just created: the space and th stay separate although (space, th) was
learnt. A merge can create a pair for another merge, so look again after each one, until none is left.
"""

from collections import Counter
from itertools import pairwise


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
    for pair in sorted(set(pairwise(ids)) & set(merges), key=merges.index):
        ids = merge(ids, pair, 256 + ranks[pair])
    return ids


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
