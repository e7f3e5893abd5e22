"""merges_the_lowest_rank_first

Your encode merges the first pair from the left that is in merges. The rank decides, not the position: look at all
pairs, and merge the one learnt first.
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
    while True:
        known = [i for i, pair in enumerate(pairwise(ids)) if pair in ranks]
        if not known:
            return ids
        i = known[0]
        ids[i : i + 2] = [256 + ranks[ids[i], ids[i + 1]]]


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
