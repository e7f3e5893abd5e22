"""worked_cross_entropy

You use only the class with the largest target. Weight every class by its target.
"""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def likelihood(scores, labels):
    return np.exp(log_likelihood(scores, labels))


def log_likelihood(scores, labels):
    return log_softmax(scores)[np.arange(len(labels)), labels].sum()


def cross_entropy(scores, targets):
    return -log_likelihood(scores, targets.argmax(axis=1)) / len(scores)
