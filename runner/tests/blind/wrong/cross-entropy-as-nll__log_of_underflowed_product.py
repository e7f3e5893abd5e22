# The log-likelihood is the logarithm of the product of probabilities, which underflows to 0 for many examples.
import numpy as np


def log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def likelihood(logits, labels):
    p = np.exp(log_softmax(logits))
    return float(np.prod(p[np.arange(len(labels)), labels]))


def log_likelihood(logits, labels):
    return float(np.log(likelihood(logits, labels)))


def cross_entropy(logits, targets):
    log_p = log_softmax(logits)
    return float(-(targets * log_p).sum(axis=1).mean())
