# Three steps are left for you. Replace each raise NotImplementedError with your code.

import re
from itertools import pairwise
from math import inf

PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+"

# the character of each byte, in the order of the ids 0 to 255
PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
OTHERS = [*range(33), *range(127, 161), 173]
CHARACTERS = {byte: chr(byte) for byte in PRINTABLE} | {byte: chr(256 + i) for i, byte in enumerate(OTHERS)}


def split(text):
    """The chunks that merges don't cross.

    split("the  theft, there's 12") is ["the", " ", " theft", ",", " there", "'s", " 12"].
    """
    return re.findall(PATTERN, text)


def encode(text, merges, special):
    """The ids of a text.

    merges: a list such as ["t h", "Ġ th"], the first has the id 256    special: a dict such as {"<|end|>": 260}

    encode("the<|end|> the", ["t h", "Ġ th", "Ġth e", "r e"], {"<|end|>": 260}) is [256, 68, 260, 258].
    """
    ranks = {tuple(merge.split(" ")): rank for rank, merge in enumerate(merges)}
    ids = {token: i for i, token in enumerate(vocabulary(merges))} | special
    # Step 1 of 3: pieces, the text cut at each special token. A special token is a piece too, and where two could start
    # at the same place, the longer one wins. If special is empty, the whole text is the only piece.
    raise NotImplementedError
    tokens = []
    for piece in pieces:
        if piece in special:
            tokens.append(piece)
        else:
            # Step 2 of 3: add the tokens of this piece to tokens. Each chunk becomes its bytes in UTF-8, each byte its
            # character, and merge_all merges the characters of one chunk.
            raise NotImplementedError
    return [ids[token] for token in tokens]


def decode(ids, merges, special):
    """The text of the ids.

    decode([258, 260, 127], ["t h", "Ġ th", "Ġth e", "r e"], {"<|end|>": 260}) is " the<|end|>�".
    """
    bytes_of = {character: byte for byte, character in CHARACTERS.items()}
    raw = {i: bytes(bytes_of[character] for character in token) for i, token in enumerate(vocabulary(merges))}
    raw |= {i: token.encode("utf-8") for token, i in special.items()}
    return b"".join(raw[i] for i in ids).decode("utf-8", errors="replace")


def vocabulary(merges):
    """All tokens but the special ones, in the order of their ids."""
    return [*CHARACTERS.values(), *(merge.replace(" ", "") for merge in merges)]


def merge_all(tokens, ranks):
    """merge_all(["Ġ", "t", "h"], {("t", "h"): 0}) -> ["Ġ", "th"]."""
    while True:
        # Step 3 of 3: best, the pair of neighbors with the lowest rank. If none of them has a rank, return tokens. A
        # single token has no neighbors.
        raise NotImplementedError
        merged = []
        for token in tokens:
            if merged and (merged[-1], token) == best:
                merged[-1] += token  # longer than either of the pair, so it can't start the pair again
            else:
                merged.append(token)
        tokens = merged
