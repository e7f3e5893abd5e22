"""merges_the_lowest_rank_first

Your encode takes the longest token that fits, from left to right, as WordPiece does. BPE repeats its training: merge
the pair learnt first, wherever it occurs.
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
    tokens = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        tokens.append(tokens[left] + tokens[right])
    raw, ids = text.encode("utf-8"), []
    while raw:
        token = max((t for t in range(len(tokens)) if raw.startswith(tokens[t])), key=lambda t: len(tokens[t]))
        ids.append(token)
        raw = raw[len(tokens[token]) :]
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
