"""merges_the_lowest_rank_first

Your encode merges the pair that is most frequent in this text. Frequency only matters in training. In encoding the
order of the merges decides, so that a text always gets the same ids.
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
        counts = Counter(pair for pair in pairwise(ids) if pair in ranks)
        if not counts:
            return ids
        pair = max(counts, key=counts.get)
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
