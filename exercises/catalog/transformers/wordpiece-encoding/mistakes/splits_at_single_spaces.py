"""any_text

You split at single spaces. Two spaces in a row then make an empty word, and a newline stays inside a word.

---
str.split() without an argument splits at any white space.
"""


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    known = set(vocabulary)
    pieces = []
    for word in text.split(" "):
        pieces += cut(word, known) if len(word) <= longest else [unknown]
    return [unknown if piece is None else piece for piece in pieces]


def cut(word, known):
    pieces, start = [], 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            piece = prefix + word[start:end]
            if piece in known:
                break
        else:
            return [None]
        pieces.append(piece)
        start = end
    return pieces
