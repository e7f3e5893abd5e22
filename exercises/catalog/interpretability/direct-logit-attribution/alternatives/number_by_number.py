import math

import numpy as np


def head_outputs(pattern, values, W_o):
    outputs = []
    for shares, vectors, matrix in zip(pattern, values, W_o):
        moved = [vector @ matrix for vector in vectors]
        outputs.append([sum(share * vector for share, vector in zip(row, moved)) for row in shares])
    return np.array(outputs)


def attribute(parts, scale, unembed, answer, other):
    columns = []
    for position in range(parts.shape[1]):
        root = rms(sum(parts[:, position]))
        columns.append([(part[position] / root * scale) @ (unembed.T[answer] - unembed.T[other]) for part in parts])
    return np.array(columns).T


def by_source(pattern, values, W_o, stream, scale, unembed, answer, other):
    root = rms(stream[-1])
    rows = []
    for shares, vectors, matrix in zip(pattern, values, W_o):
        logits = [share * vector @ matrix / root * scale @ unembed for share, vector in zip(shares[-1], vectors)]
        rows.append([both[answer] - both[other] for both in logits])
    return np.array(rows)


def rms(vector):
    return math.sqrt(vector @ vector / len(vector) + 1e-5)
