def word_pieces(rest, known):
    # the mark travels with what is left of the word, so every piece is a prefix of it
    pieces = []
    while rest != "##":
        fitting = [piece for piece in known if rest.startswith(piece) and piece != "##"]
        if not fitting:
            return None
        best = max(fitting)  # of several beginnings of one word the longest sorts last
        pieces.append(best)
        rest = "##" + rest[len(best) :]
    return pieces


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    out = []
    for word in text.split():
        pieces = None if len(word) > longest else word_pieces(word, vocabulary)
        out.extend([unknown] if pieces is None else pieces)
    return out
