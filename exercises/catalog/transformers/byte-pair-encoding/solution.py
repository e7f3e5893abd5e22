from collections import Counter
from itertools import pairwise
from math import inf

Pair = tuple[int, int]


def train(text: str, num_merges: int) -> list[Pair]:
    """Learn merges: train("this that then the", 2) -> [(116, 104), (32, 256)]."""
    ids = list(text.encode("utf-8"))
    merges: list[Pair] = []
    while len(merges) < num_merges and len(ids) > 1:
        # count every pair of neighbors, and take a most frequent one
        counts = Counter(pairwise(ids))
        pair = max(counts, key=counts.get)
        # from now on it is one token
        ids = merge(ids, pair, 256 + len(merges))
        merges.append(pair)
    return merges


def encode(text: str, merges: list[Pair]) -> list[int]:
    """Split a text into ids: encode("the", [(116, 104)]) -> [256, 101]."""
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while True:
        # of the pairs present, the one learnt first
        pair = min(pairwise(ids), key=lambda pair: ranks.get(pair, inf), default=None)
        if pair not in ranks:
            return ids
        ids = merge(ids, pair, 256 + ranks[pair])


def decode(ids: list[int], merges: list[Pair]) -> str:
    """Turn ids back into text: decode([256, 101], [(116, 104)]) -> "the"."""
    # a merged token is its two parts, both of which are older
    vocabulary = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    # join first: a character may span several tokens
    return b"".join(vocabulary[token] for token in ids).decode("utf-8", errors="replace")


def merge(ids: list[int], pair: Pair, new: int) -> list[int]:
    """Replace a pair, left to right, without overlap: merge([1, 1, 1, 2], (1, 1), 9) -> [9, 1, 2]."""
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
