def encode(text, vocabulary, unknown="[UNK]", longest=100):
    """The WordPiece pieces of a text.

    text: a string    vocabulary: a list of strings, continuing pieces with ## in front
    unknown: the piece for a word that cannot be encoded    longest: longer words are unknown

    Returns a list of strings.

    encode("unable able", ["un", "una", "##able", "##ble", "able"]) is ["una", "##ble", "able"].
    """
    raise NotImplementedError("return the pieces")
