"""chunks

You ignore upper and lower case, so 'T in DON'T becomes a chunk. GPT-2 knows the endings in lower case only.
"""

import re
from itertools import pairwise
from math import inf

PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+"

PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
OTHERS = [*range(33), *range(127, 161), 173]
CHARACTERS = {byte: chr(byte) for byte in PRINTABLE} | {byte: chr(256 + i) for i, byte in enumerate(OTHERS)}


def split(text):
    return re.findall(PATTERN, text, re.IGNORECASE)


def encode(text, merges, special):
    ranks = {tuple(merge.split(" ")): rank for rank, merge in enumerate(merges)}
    ids = {token: i for i, token in enumerate(vocabulary(merges))} | special
    longest_first = sorted(special, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text) if special else [text]
    tokens = []
    for piece in pieces:
        if piece in special:
            tokens.append(piece)
        else:
            for chunk in split(piece):
                tokens += merge_all([CHARACTERS[byte] for byte in chunk.encode("utf-8")], ranks)
    return [ids[token] for token in tokens]


def decode(ids, merges, special):
    bytes_of = {character: byte for byte, character in CHARACTERS.items()}
    raw = {i: bytes(bytes_of[character] for character in token) for i, token in enumerate(vocabulary(merges))}
    raw |= {i: token.encode("utf-8") for token, i in special.items()}
    return b"".join(raw[i] for i in ids).decode("utf-8", errors="replace")


def vocabulary(merges):
    return [*CHARACTERS.values(), *(merge.replace(" ", "") for merge in merges)]


def merge_all(tokens, ranks):
    while True:
        best = min(pairwise(tokens), key=lambda pair: ranks.get(pair, inf), default=None)
        if best not in ranks:
            return tokens
        merged = []
        for token in tokens:
            if merged and (merged[-1], token) == best:
                merged[-1] += token
            else:
                merged.append(token)
        tokens = merged
