import numpy as np


def pack(documents, length, pad):
    """Put documents into rows by first fit.

    documents: list of lists of token ids, each with 1 to length tokens
    Returns {"tokens", "segments", "positions", "labels"}, integer arrays (rows, length).

    pack([[5, 6, 7], [8, 9], [4, 3, 2, 1], [7]], 7, 0) has the tokens [[5, 6, 7, 8, 9, 7, 0], [4, 3, 2, 1, 0, 0, 0]] and
    the labels [[6, 7, -100, 9, -100, -100, -100], [3, 2, 1, -100, -100, -100, -100]].
    """
    raise NotImplementedError


def attention_mask(segments, window):
    """Which token sees which: an earlier one or itself, of the same document, less than window tokens away.

    segments: (rows, length), 0 at padding    window: int, or None for no limit
    Returns a boolean array (rows, length, length): [row, i, j] is True if token i sees token j.
    """
    raise NotImplementedError
