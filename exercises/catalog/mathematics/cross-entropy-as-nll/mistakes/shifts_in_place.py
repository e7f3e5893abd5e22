"""arguments_unchanged

Your function writes into its arguments, so the caller's scores are changed. z -= z.max() works in place; z = z - z.max()
makes a new array.
"""

import numpy as np


def log_softmax(z):
    z -= z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def likelihood(scores, labels):
    return np.exp(log_likelihood(scores, labels))


def log_likelihood(scores, labels):
    return log_softmax(scores)[np.arange(len(labels)), labels].sum()


def cross_entropy(scores, targets):
    return -(targets * log_softmax(scores)).sum(axis=1).mean()
