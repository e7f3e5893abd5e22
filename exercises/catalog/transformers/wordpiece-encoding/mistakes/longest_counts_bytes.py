"""long_words

You count the bytes of a word, but an é is two bytes. The limit counts characters.

---
Use len(word).
"""


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    known = set(vocabulary)
    pieces = []
    for word in text.split():
        pieces += cut(word, known) if len(word.encode()) <= longest else [unknown]
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
