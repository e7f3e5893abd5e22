"""worked_likelihood

Your log-likelihood is positive. A probability is at most 1, so its logarithm is at most 0; the minus sign belongs to the
loss.
"""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def likelihood(logits, labels):
    return np.exp(log_softmax(logits)[np.arange(len(labels)), labels].sum())


def log_likelihood(logits, labels):
    return -log_softmax(logits)[np.arange(len(labels)), labels].sum()


def cross_entropy(logits, targets):
    return -(targets * log_softmax(logits)).sum(axis=1).mean()
