def trie(pieces):
    root = {}
    for piece in pieces:
        node = root
        for char in piece:
            node = node.setdefault(char, {})
        node[None] = piece
    return root


def longest_piece(node, word, start):
    found, end = None, start
    for i, char in enumerate(word[start:], start):
        node = node.get(char)
        if node is None:
            break
        if None in node:
            found, end = node[None], i + 1
    return found, end


def encode(text, vocabulary, unknown="[UNK]", longest=100):
    beginning = trie(vocabulary)
    inside = beginning.get("#", {}).get("#", {})
    out = []
    for word in text.split():
        mark, i, node = len(out), 0, beginning
        while i < len(word):
            piece, i = longest_piece(node, word, i)
            if piece is None or len(word) > longest:
                out[mark:] = [unknown]
                break
            out.append(piece)
            node = inside
    return out
