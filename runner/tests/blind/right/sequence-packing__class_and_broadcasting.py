import numpy as np


class Row:
    def __init__(self, length):
        self.length = length
        self.documents = []

    def has_room(self, document):
        return sum(map(len, self.documents)) + len(document) <= self.length

    def filled(self, parts, filler):
        flat = [value for part in parts for value in part]
        return flat + [filler] * (self.length - len(flat))

    def encode(self, pad):
        docs = self.documents
        return {
            "tokens": self.filled(docs, pad),
            "segments": self.filled([[n + 1] * len(d) for n, d in enumerate(docs)], 0),
            "positions": self.filled([range(len(d)) for d in docs], 0),
            "labels": self.filled([list(d[1:]) + [-100] for d in docs], -100),
        }


def pack(documents, length, pad):
    rows = []
    for document in documents:
        row = next((r for r in rows if r.has_room(document)), None)
        if row is None:
            row = Row(length)
            rows.append(row)
        row.documents.append(document)
    coded = [row.encode(pad) for row in rows]
    keys = ("tokens", "segments", "positions", "labels")
    return {key: np.array([c[key] for c in coded], dtype=np.int64).reshape(len(rows), length) for key in keys}


def attention_mask(segments, window):
    segments = np.asarray(segments)
    length = segments.shape[1]
    place = np.arange(length)
    distance = place[:, None] - place[None, :]
    near = (distance >= 0) & (distance < (length + 1 if window is None else window))
    same = (segments[:, :, None] == segments[:, None, :]) & (segments[:, :, None] != 0)
    return (same & near) | np.eye(length, dtype=bool)
