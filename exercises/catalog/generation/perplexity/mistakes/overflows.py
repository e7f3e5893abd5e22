"""large_logits

np.exp of a large score is infinite. Subtract the largest score of each row first, and take the logarithm of the sum,
not of a probability that may have become 0.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.log(np.exp(z).sum(axis=1))
    return np.exp(-log_p.mean())
