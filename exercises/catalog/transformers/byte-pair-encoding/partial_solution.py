# Three steps are left for you. Replace each raise NotImplementedError with your code.

from collections import Counter
from itertools import pairwise
from math import inf

Pair = tuple[int, int]


def train(text: str, num_merges: int) -> list[Pair]:
    """Learn merges from the UTF-8 bytes of a text.

    train("this that then the", 3) -> [(116, 104), (32, 256), (257, 101)]
    """
    ids = list(text.encode("utf-8"))
    merges: list[Pair] = []
    while len(merges) < num_merges and len(ids) > 1:
        # Step 1 of 3: pair, a most frequent pair of neighbors in ids. pairwise([1, 2, 3]) gives (1, 2) and (2, 3).
        raise NotImplementedError
        ids = merge(ids, pair, 256 + len(merges))
        merges.append(pair)
    return merges


def encode(text: str, merges: list[Pair]) -> list[int]:
    """Split a text into token ids: of the pairs present, merge the one learnt first.

    encode("then the", [(116, 104), (32, 256), (257, 101)]) -> [256, 101, 110, 258]
    """
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while True:
        # Step 2 of 3: pair, the neighbors in ids that were learnt first. A pair that was never learnt comes after all
        # others, with the rank inf. If there are no neighbors, pair is None.
        raise NotImplementedError
        if pair not in ranks:
            return ids
        ids = merge(ids, pair, 256 + ranks[pair])


def decode(ids: list[int], merges: list[Pair]) -> str:
    """Turn token ids back into text; invalid UTF-8 bytes become U+FFFD.

    decode([258, 110], [(116, 104), (32, 256), (257, 101)]) -> " then"
    """
    # the bytes of each token, by its id; the first 256 tokens are single bytes
    vocabulary = [bytes([byte]) for byte in range(256)]
    # Step 3 of 3: append the bytes of every merged token to vocabulary, in the order of their ids.
    raise NotImplementedError
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
