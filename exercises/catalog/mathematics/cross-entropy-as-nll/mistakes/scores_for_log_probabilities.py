"""worked_likelihood

You use the logits as log-probabilities. They are not normalised: subtract the logarithm of the sum of their
exponentials, row by row.
"""

import numpy as np


def likelihood(logits, labels):
    return np.exp(log_likelihood(logits, labels))


def log_likelihood(logits, labels):
    return logits[np.arange(len(labels)), labels].sum()


def cross_entropy(logits, targets):
    return -(targets * logits).sum(axis=1).mean()
