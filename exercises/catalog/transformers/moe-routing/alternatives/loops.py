import math

import numpy as np


def route(logits, k, factor):
    T, E = logits.shape
    experts, gates = np.empty((T, k), dtype=int), np.empty((T, k))
    for t, row in enumerate(logits.tolist()):
        experts[t] = sorted(range(E), key=row.__getitem__, reverse=True)[:k]
        exps = [math.exp(row[e] - max(row)) for e in experts[t]]
        gates[t] = [value / sum(exps) for value in exps]
    places = [math.ceil(k * T * factor / E)] * E
    for j in range(k):
        for t in range(T):
            if places[experts[t, j]] == 0:
                gates[t, j] = 0
            else:
                places[experts[t, j]] -= 1
    return experts, gates


def combine(x, experts, gates, W):
    return np.array([sum(g * (token @ W[e]) for e, g in zip(*rows)) for token, *rows in zip(x, experts, gates)])


def balance_loss(logits, k):
    T, E = logits.shape
    counts = [0] * E
    for row in logits.tolist():
        for e in sorted(range(E), key=lambda e: -row[e])[:k]:
            counts[e] += 1
    loss, gradient = 0.0, np.empty((T, E))
    for t, row in enumerate(logits.tolist()):
        exps = [math.exp(z - max(row)) for z in row]
        p = [value / sum(exps) for value in exps]
        mean = sum(p[e] * counts[e] for e in range(E))
        loss += E * mean / (k * T * T)
        for e in range(E):
            gradient[t, e] = E * p[e] * (counts[e] - mean) / (k * T * T)
    return loss, gradient
