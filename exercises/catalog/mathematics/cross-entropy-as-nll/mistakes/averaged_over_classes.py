"""worked_cross_entropy

You average over the classes as well. The targets are the weights within an example: sum over the classes, and average
over the examples only.
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
    return -(targets * log_softmax(scores)).mean()
