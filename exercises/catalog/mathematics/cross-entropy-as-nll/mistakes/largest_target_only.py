"""worked_cross_entropy

You use only the class with the largest target. Weight every class by its target.
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
    return -log_likelihood(logits, targets.argmax(axis=1)) / len(logits)
