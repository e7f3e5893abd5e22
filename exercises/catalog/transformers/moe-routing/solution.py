import math

import numpy as np


def route(logits, k, factor):
    """Choose, weight, then hand out the places: first choices first, and earlier tokens first among them."""
    T, E = logits.shape
    experts = np.argsort(-logits)[:, :k]  # (T, k), best first
    gates = softmax(np.take_along_axis(logits, experts, axis=1))

    queue = experts.T.ravel()  # (k * T,), in the order in which places are handed out
    chosen = queue[:, None] == np.arange(E)  # (k * T, E)
    ahead = (chosen.cumsum(axis=0) - 1)[np.arange(k * T), queue]  # who chose the same expert earlier
    kept = ahead < math.ceil(factor * k * T / E)
    return experts, gates * kept.reshape(k, T).T


def combine(x, experts, gates, W):
    """Each expert computes its own tokens, all at once."""
    y = np.zeros((len(x), W.shape[2]))
    for expert, matrix in enumerate(W):
        rows, choices = np.nonzero((experts == expert) & (gates > 0))
        y[rows] += gates[rows, choices, None] * (x[rows] @ matrix)  # a token chooses an expert at most once
    return y


def balance_loss(logits, k):
    """The counts are constants. The gradient flows through the mean probabilities."""
    T, E = logits.shape
    experts = np.argsort(-logits)[:, :k]
    f = np.bincount(experts.ravel(), minlength=E) / (k * T)
    p = softmax(logits)  # (T, E)
    d_p = E * f / T  # (E,), the same for each token
    return E * f @ p.mean(axis=0), p * (d_p - (p @ d_p)[:, None])


def softmax(logits):
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)
