"""large_scores

You keep the probabilities away from 0 with a small number, so the loss of a hopeless example is too small and stops
growing. Compute log p directly from the logits.
"""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def likelihood(logits, labels):
    return softmax(logits)[np.arange(len(labels)), labels].prod()


def log_likelihood(logits, labels):
    return np.log(np.maximum(softmax(logits), 1e-12))[np.arange(len(labels)), labels].sum()


def cross_entropy(logits, targets):
    return -(targets * np.log(np.maximum(softmax(logits), 1e-12))).sum(axis=1).mean()
