# Places are given token by token, so an early token's second choice comes before a later token's first.
import math

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def route(logits, k, factor):
    T, E = logits.shape
    experts = np.argsort(-logits, axis=1)[:, :k]
    gates = softmax(np.take_along_axis(logits, experts, axis=1))
    capacity = math.ceil(factor * k * T / E)
    used = np.zeros(E, dtype=int)
    for t in range(T):
        for choice in range(k):
            e = experts[t, choice]
            if used[e] < capacity:
                used[e] += 1
            else:
                gates[t, choice] = 0.0
    return experts, gates


def combine(x, experts, gates, W):
    T, k = experts.shape
    y = np.zeros((T, W.shape[2]))
    for t in range(T):
        for j in range(k):
            y[t] += gates[t, j] * (x[t] @ W[experts[t, j]])
    return y


def balance_loss(logits, k):
    T, E = logits.shape
    experts = np.argsort(-logits, axis=1)[:, :k]
    f = np.bincount(experts.ravel(), minlength=E) / (k * T)
    probs = softmax(logits)
    loss = E * np.sum(f * probs.mean(axis=0))
    g = E * f / T
    grad = probs * (g - (probs * g).sum(axis=1, keepdims=True))
    return float(loss), grad
