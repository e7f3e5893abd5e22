import numpy as np


def likelihood(logits, labels):
    """The product of the probabilities that the model gave to the labels."""
    return np.exp(log_likelihood(logits, labels))


def log_likelihood(logits, labels):
    """The sum of the log-probabilities of the labels."""
    return log_softmax(logits)[np.arange(len(labels)), labels].sum()


def cross_entropy(logits, targets):
    """The mean over the examples of -log p, weighted by the targets."""
    return -(targets * log_softmax(logits)).sum(axis=1).mean()


def log_softmax(logits):
    """log p without computing p: shift each row so that its largest logit is 0, then subtract the log of the sum."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # (n, c)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
