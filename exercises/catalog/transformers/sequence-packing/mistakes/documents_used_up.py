"""arguments_unchanged

You remove documents from the caller's list. Iterate over the list instead.
"""

import numpy as np


def pack(documents, length, pad):
    """Put documents into rows by first fit, with what keeps them apart."""
    rows, room = [], []
    while documents:
        document = documents.pop(0)
        row = next((row for row, free in enumerate(room) if free >= len(document)), len(rows))
        if row == len(rows):
            rows.append([])
            room.append(length)
        rows[row].append(document)
        room[row] -= len(document)

    tokens, labels = np.full((len(rows), length), pad), np.full((len(rows), length), -100)
    segments, positions = np.zeros((2, len(rows), length), int)
    for row, in_row in enumerate(rows):
        start = 0
        for number, document in enumerate(in_row, start=1):
            end = start + len(document)
            tokens[row, start:end] = document
            segments[row, start:end] = number
            positions[row, start:end] = np.arange(len(document))
            labels[row, start : end - 1] = document[1:]  # the last token has no label
            start = end
    return {"tokens": tokens, "segments": segments, "positions": positions, "labels": labels}


def attention_mask(segments, window):
    """Which token sees which, (rows, length, length)."""
    length = segments.shape[1]
    distance = np.arange(length)[:, None] - np.arange(length)  # from key to query
    near = (distance >= 0) & (distance < (length if window is None else window))
    same = segments[:, :, None] == segments[:, None, :]
    return np.where(segments[:, :, None] > 0, same & near, distance == 0)  # padding sees itself
