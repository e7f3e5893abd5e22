"""Works on a string with one character per token and lets str.replace merge; breaks ties towards the last pair seen."""

from collections import Counter

BASE = 0x10000  # token t is written as the character BASE + t, above everything that str methods treat specially


def train(text, num_merges):
    symbols = as_symbols(text)
    merges = []
    while len(merges) < num_merges:
        counts = Counter(map(str.__add__, symbols[::-1][1:], symbols[::-1]))
        if not counts:
            return merges
        (pair, _), *_ = counts.most_common()
        symbols = symbols.replace(pair, chr(BASE + 256 + len(merges)))
        merges.append((ord(pair[0]) - BASE, ord(pair[1]) - BASE))
    return merges


def encode(text, merges):
    symbols = as_symbols(text)
    for rank, (left, right) in enumerate(merges):
        symbols = symbols.replace(chr(BASE + left) + chr(BASE + right), chr(BASE + 256 + rank))
    return [ord(symbol) - BASE for symbol in symbols]


def decode(ids, merges):
    ids = list(ids)
    for token in reversed(range(256, 256 + len(merges))):
        parts = merges[token - 256]
        ids = [part for old in ids for part in (parts if old == token else (old,))]
    return bytes(ids).decode("utf-8", "replace")


def as_symbols(text):
    return "".join(chr(BASE + byte) for byte in text.encode("utf-8"))
