"""starts_from_bytes

You start from characters: the number of 漢 is 28450, an id that belongs to a merge or to no token. Start from bytes.

---
text.encode('utf-8') has values from 0 to 255 for any text.
"""

from collections import Counter
from itertools import pairwise
from math import inf


def train(text, num_merges):
    ids = [ord(character) for character in text]
    merges = []
    while len(merges) < num_merges and len(ids) > 1:
        counts = Counter(pairwise(ids))
        pair = max(counts, key=counts.get)
        ids = merge(ids, pair, 256 + len(merges))
        merges.append(pair)
    return merges


def encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    ids = [ord(character) for character in text]
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
