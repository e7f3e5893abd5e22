# Where no piece fits, the pieces found so far are kept and the unknown piece is put behind them.
def encode_word(word, vocabulary, unknown, longest):
    if len(word) > longest:
        return [unknown]
    pieces = []
    i = 0
    while i < len(word):
        for j in range(len(word), i, -1):
            piece = word[i:j] if i == 0 else "##" + word[i:j]
            if piece in vocabulary:
                pieces.append(piece)
                i = j
                break
        else:
            return pieces + [unknown]
    return pieces


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    known = set(vocabulary)
    result = []
    for word in text.split():
        result += encode_word(word, known, unknown, longest)
    return result
