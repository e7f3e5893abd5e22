import math
from collections import Counter

import numpy as np


def count_bigrams(names):
    counts = [[0] * 27 for _ in range(27)]
    for (first, second), number in pairs(names).items():
        counts[first][second] = number
    return np.array(counts)


def probabilities(counts, smoothing):
    rows = []
    for row in counts.tolist():
        total = sum(row) + 27 * smoothing
        rows.append([(number + smoothing) / total for number in row])
    return np.array(rows)


def nll(names, P):
    found = pairs(names)
    return -sum(number * math.log(P[pair]) for pair, number in found.items()) / sum(found.values())


def train(names, steps, lr):
    counts = count_bigrams(names)
    logits = np.zeros((27, 27))
    losses = []
    for _ in range(steps):
        shifted = logits - logits.max(axis=1).reshape(27, 1)
        sums = np.exp(shifted).sum(axis=1).reshape(27, 1)
        P = np.exp(shifted) / sums
        losses.append(float(np.average(np.log(sums) - shifted, weights=counts)))
        gradient = np.array([row.sum() * p - row for row, p in zip(counts, P)]) / counts.sum()
        logits = logits - lr * gradient
    return logits, losses


def pairs(names):
    found = Counter()
    for name in names:
        ids = [0, *(ord(letter) - 96 for letter in name), 0]
        found.update(zip(ids, ids[1:]))
    return found
