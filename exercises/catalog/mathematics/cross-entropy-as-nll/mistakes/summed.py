"""worked_cross_entropy

Your cross-entropy is the sum over the examples. The loss is their mean, so that it does not grow with the batch.
"""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def likelihood(logits, labels):
    return np.exp(log_likelihood(logits, labels))


def log_likelihood(logits, labels):
    return log_softmax(logits)[np.arange(len(labels)), labels].sum()


def cross_entropy(logits, targets):
    return -(targets * log_softmax(logits)).sum()
