from collections import Counter

import numpy as np


def build_vocabulary(texts, size, least):
    """A dict from token to id: <pad> 0, <unk> 1, then words, the most frequent first.

    texts: a list of strings    size: the largest number of entries    least: the minimum count of a word

    build_vocabulary(["the cat sat", "the dog sat", "a cat"], 5, 1) is {"<pad>": 0, "<unk>": 1, "cat": 2, "sat": 3, "the": 4}.
    """
    raise NotImplementedError("return the vocabulary")


def encode(texts, vocabulary):
    """Ids of the words, an integer array (len(texts), longest), padded at the end.

    With the vocabulary above, encode(["the cat sat the cat", "cow cow cat"], vocabulary) is [[4, 2, 3, 4, 2], [1, 1, 2, 0, 0]].
    """
    raise NotImplementedError("return the ids")


def unknown_rate(texts, vocabulary):
    """The fraction of words that are not in the vocabulary, a number.

    With the vocabulary above, unknown_rate(["the cat sat the cat", "cow cow cat"], vocabulary) is 0.25.
    """
    raise NotImplementedError("return the rate")
