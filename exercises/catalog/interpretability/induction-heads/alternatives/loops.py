import math

import numpy as np


def head_scores(pattern, period):
    n = pattern.shape[1]

    def mean(pairs):
        return np.array([math.fsum(head[i, j] for i, j in pairs) / len(pairs) for head in pattern])

    return (
        mean([(i, i - 1) for i in range(1, n)]),
        mean([(i, i - period) for i in range(period, n)]),
        mean([(i, i - period + 1) for i in range(period, n)]),
    )


def prefix_matching(pattern, tokens):
    places, found = {}, []  # the positions after each token so far
    for i, token in enumerate(tokens.tolist()):
        if token in places:
            found.append(pattern[:, i, places[token]].sum(axis=1))
        places.setdefault(token, []).append(i + 1)
    return sum(found) / len(found) if found else np.zeros(len(pattern))


def copying(embed, W_v, W_o, unembed):
    scores = []
    for V, O in zip(W_v, W_o):
        values = np.linalg.eigvals(V @ O @ unembed @ embed).tolist()  # d by d: the other d - k eigenvalues are 0
        scores.append(sum(value.real for value in values) / sum(map(abs, values)))
    return np.array(scores)
