# Padding is treated as one more document, so padding tokens see each other.
import numpy as np


def pack(documents, length, pad):
    rows = []
    for document in documents:
        for row in rows:
            if sum(len(d) for d in row) + len(document) <= length:
                row.append(document)
                break
        else:
            rows.append([document])
    shape = (len(rows), length)
    tokens = np.full(shape, pad, dtype=int)
    segments = np.zeros(shape, dtype=int)
    positions = np.zeros(shape, dtype=int)
    labels = np.full(shape, -100, dtype=int)
    for r, row in enumerate(rows):
        at = 0
        for number, document in enumerate(row, start=1):
            for i, token in enumerate(document):
                tokens[r, at] = token
                segments[r, at] = number
                positions[r, at] = i
                if i + 1 < len(document):
                    labels[r, at] = document[i + 1]
                at += 1
    return {"tokens": tokens, "segments": segments, "positions": positions, "labels": labels}


def attention_mask(segments, window):
    rows, length = segments.shape
    mask = np.zeros((rows, length, length), dtype=bool)
    for r in range(rows):
        for i in range(length):
            mask[r, i, i] = True
            first = 0 if window is None else max(0, i - window + 1)
            for j in range(first, i):
                mask[r, i, j] = segments[r, i] == segments[r, j]
    return mask
