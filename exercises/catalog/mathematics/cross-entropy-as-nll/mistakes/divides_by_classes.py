"""all_agree

You divide by the number of classes. The mean runs over the examples.

---
Divide by len(logits).
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
    return -(targets * log_softmax(logits)).sum() / logits.shape[1]
