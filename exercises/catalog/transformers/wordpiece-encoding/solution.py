def encode(text, vocabulary, unknown="[UNK]", longest=100):
    """Greedy longest match from the left, word by word."""
    known = set(vocabulary)
    pieces = []
    for word in text.split():
        pieces += cut(word, known) if len(word) <= longest else [unknown]
    return [unknown if piece is None else piece for piece in pieces]


def cut(word, known):
    """The pieces of one word, or [None] if nothing fits somewhere."""
    pieces, start = [], 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):  # the longest first
            piece = prefix + word[start:end]
            if piece in known:
                break
        else:
            return [None]
        pieces.append(piece)
        start = end
    return pieces
