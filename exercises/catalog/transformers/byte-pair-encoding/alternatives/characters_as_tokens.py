"""Writes each token as one character and lets str.replace merge; breaks ties towards the last pair seen."""

from collections import Counter


def train(text, num_merges):
    symbols = as_symbols(text)
    merges = []
    while len(merges) < num_merges:
        counts = Counter(left + right for right, left in zip(symbols[::-1], symbols[-2::-1]))
        if not counts:
            return merges
        ((left, right), _), *_ = counts.most_common()
        symbols = symbols.replace(left + right, chr(256 + len(merges)))
        merges.append((ord(left), ord(right)))
    return merges


def encode(text, merges):
    symbols = as_symbols(text)
    for new, (left, right) in enumerate(merges, start=256):
        symbols = symbols.replace(chr(left) + chr(right), chr(new))
    return [ord(symbol) for symbol in symbols]


def decode(ids, merges):
    symbols = "".join(map(chr, ids))
    for rank in reversed(range(len(merges))):
        left, right = merges[rank]
        symbols = symbols.replace(chr(256 + rank), chr(left) + chr(right))
    return symbols.encode("latin-1").decode("utf-8", "replace")


def as_symbols(text):
    return text.encode("utf-8").decode("latin-1")
