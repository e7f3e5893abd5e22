"""worked_loss

Your loss multiplies the shares of the choices by themselves. Shares are counts, which have no gradient. One of the two
factors is the mean probability of each expert.
"""

import math

import numpy as np


def route(logits, k, factor):
    T, E = logits.shape
    experts = np.argsort(-logits)[:, :k]
    gates = softmax(np.take_along_axis(logits, experts, axis=1))

    queue = experts.T.ravel()
    chosen = queue[:, None] == np.arange(E)
    ahead = (chosen.cumsum(axis=0) - 1)[np.arange(k * T), queue]
    kept = ahead < math.ceil(factor * k * T / E)
    return experts, gates * kept.reshape(k, T).T


def combine(x, experts, gates, W):
    y = np.zeros((len(x), W.shape[2]))
    for expert, matrix in enumerate(W):
        rows, choices = np.nonzero((experts == expert) & (gates > 0))
        y[rows] += gates[rows, choices, None] * (x[rows] @ matrix)
    return y


def balance_loss(logits, k):
    T, E = logits.shape
    experts = np.argsort(-logits)[:, :k]
    f = np.bincount(experts.ravel(), minlength=E) / (k * T)
    p = softmax(logits)
    d_p = E * f / T
    return E * f @ f, p * (d_p - (p @ d_p)[:, None])


def softmax(logits):
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)
