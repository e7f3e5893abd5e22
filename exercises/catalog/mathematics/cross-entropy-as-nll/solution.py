import numpy as np


def likelihood(scores, labels):
    """The product of the probabilities that the model gave to the labels."""
    return np.exp(log_likelihood(scores, labels))


def log_likelihood(scores, labels):
    """The sum of the log-probabilities of the labels."""
    return log_softmax(scores)[np.arange(len(labels)), labels].sum()


def cross_entropy(scores, targets):
    """The mean over the examples of -log p, weighted by the targets."""
    return -(targets * log_softmax(scores)).sum(axis=1).mean()


def log_softmax(scores):
    """log p without computing p: shift each row so that its largest score is 0, then subtract the log of the sum."""
    shifted = scores - scores.max(axis=1, keepdims=True)  # (n, c)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
