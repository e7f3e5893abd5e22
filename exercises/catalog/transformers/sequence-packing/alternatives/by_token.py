import numpy as np


def pack(documents, length, pad):
    # One list of (token, segment, position, label) for each row.
    rows = []
    for document in documents:
        for row in rows:
            if len(row) + len(document) <= length:
                break
        else:
            row = []
            rows.append(row)
        segment = row[-1][1] + 1 if row else 1
        row += zip(document, [segment] * len(document), range(len(document)), [*document[1:], -100])
    table = [row + [(pad, 0, 0, -100)] * (length - len(row)) for row in rows]
    columns = np.array(table, dtype=int).reshape(len(rows), length, 4).transpose(2, 0, 1)
    return dict(zip(("tokens", "segments", "positions", "labels"), columns))


def attention_mask(segments, window):
    rows, length = segments.shape
    mask = np.zeros((rows, length, length), dtype=bool)
    for r in range(rows):
        for i in range(length):
            for j in range(i, -1, -1):  # back from the token itself, to the start of its document or window
                if segments[r, j] != segments[r, i] or i - j == window:
                    break
                mask[r, i, j] = True
                if segments[r, i] == 0:
                    break
    return mask
