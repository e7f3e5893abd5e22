import numpy as np


def likelihood(logits, labels):
    return float(np.prod([np.exp(row[label] - np.logaddexp.reduce(row)) for row, label in zip(logits, labels)]))


def log_likelihood(logits, labels):
    picked = logits[labels[:, None] == np.arange(logits.shape[1])]
    return picked.sum() - np.logaddexp.reduce(logits, axis=1).sum()


def cross_entropy(logits, targets):
    # The targets of a row sum to 1, so the logarithm of the sum comes once per row.
    return np.mean(np.logaddexp.reduce(logits, axis=1) - np.einsum("nc,nc->n", targets, logits))
