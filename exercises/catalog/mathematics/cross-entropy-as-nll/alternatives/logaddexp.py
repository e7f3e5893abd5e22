import numpy as np


def likelihood(scores, labels):
    return float(np.prod([np.exp(row[label] - np.logaddexp.reduce(row)) for row, label in zip(scores, labels)]))


def log_likelihood(scores, labels):
    picked = scores[labels[:, None] == np.arange(scores.shape[1])]
    return picked.sum() - np.logaddexp.reduce(scores, axis=1).sum()


def cross_entropy(scores, targets):
    # The targets of a row sum to 1, so the logarithm of the sum comes once per row.
    return np.mean(np.logaddexp.reduce(scores, axis=1) - np.einsum("nc,nc->n", targets, scores))
