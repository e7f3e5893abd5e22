"""unknown_words

Your encoding stops at the first unknown word. Only that word becomes unknown; encode the others as usual.
"""


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    pieces = []
    for word in text.split():
        found, start = [], 0
        while start < len(word) <= longest:
            prefix = "##" if start else ""
            ends = [end for end in range(start + 1, len(word) + 1) if prefix + word[start:end] in vocabulary]
            if not ends:
                return [*pieces, unknown]
            found.append(prefix + word[start : ends[-1]])
            start = ends[-1]
        pieces += found or [unknown]
    return pieces
