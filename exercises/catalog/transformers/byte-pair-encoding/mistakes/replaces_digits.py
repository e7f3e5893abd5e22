"""merges_whole_ids

You write the ids as text and replace the text of the pair, which also matches inside longer ids: "32 195" is part of
"132 195". Compare ids, not their digits.
"""

from collections import Counter
from itertools import pairwise


def train(text, num_merges):
    joined = " ".join(map(str, text.encode("utf-8")))
    merges = []
    while len(merges) < num_merges and " " in joined:
        (left, right), _ = Counter(pairwise(joined.split())).most_common(1)[0]
        joined = joined.replace(f"{left} {right}", str(256 + len(merges)))
        merges.append((int(left), int(right)))
    return merges


def encode(text, merges):
    joined = " ".join(map(str, text.encode("utf-8")))
    for rank, (left, right) in enumerate(merges):
        joined = joined.replace(f"{left} {right}", str(256 + rank))
    return [int(token) for token in joined.split()]


def decode(ids, merges):
    vocabulary = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    return b"".join(vocabulary[token] for token in ids).decode("utf-8", errors="replace")
