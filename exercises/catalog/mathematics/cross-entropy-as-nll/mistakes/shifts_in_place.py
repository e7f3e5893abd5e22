"""arguments_unchanged

Your function writes into its arguments, so the caller's logits are changed.

---
z -= z.max() works in place; z = z - z.max() makes a new array.
"""

import numpy as np


def log_softmax(z):
    z -= z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def likelihood(logits, labels):
    return np.exp(log_likelihood(logits, labels))


def log_likelihood(logits, labels):
    return log_softmax(logits)[np.arange(len(labels)), labels].sum()


def cross_entropy(logits, targets):
    return -(targets * log_softmax(logits)).sum(axis=1).mean()
