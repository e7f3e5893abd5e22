"""unknown_words

Your encoder tries a shorter piece when a longer one leads to a dead end. WordPiece does not backtrack: the longest
piece is final, and a dead end makes the word unknown.
"""


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    pieces = []
    for word in text.split():
        cut = search(word, "", set(vocabulary)) if len(word) <= longest else None
        pieces += [unknown] if cut is None else cut
    return pieces


def search(rest, prefix, known):
    if not rest:
        return []
    for end in range(len(rest), 0, -1):
        if prefix + rest[:end] in known:
            after = search(rest[end:], "##", known)
            if after is not None:
                return [prefix + rest[:end], *after]
    return None
