"""each_merge_was_most_frequent

You split the text into words before you count pairs, so you never see a pair such as ('e', ' '). GPT-2 does that with a
pattern; here every pair of neighbours counts, across spaces too.
"""

import re
from collections import Counter
from itertools import pairwise
from math import inf


def train(text, num_merges):
    words = [list(word.encode("utf-8")) for word in re.findall(r" ?\S+|\s+", text)]
    merges = []
    while len(merges) < num_merges and any(len(word) > 1 for word in words):
        counts = Counter(pair for word in words for pair in pairwise(word))
        pair = max(counts, key=counts.get)
        words = [merge(word, pair, 256 + len(merges)) for word in words]
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
