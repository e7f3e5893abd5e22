"""thousand_examples

You take the logarithm of the product, which for a thousand examples is 0. The logarithm of a product is the sum of the
logarithms: add those.
"""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def likelihood(logits, labels):
    return np.exp(log_softmax(logits)[np.arange(len(labels)), labels]).prod()


def log_likelihood(logits, labels):
    return np.log(likelihood(logits, labels))


def cross_entropy(logits, targets):
    return -(targets * log_softmax(logits)).sum(axis=1).mean()
