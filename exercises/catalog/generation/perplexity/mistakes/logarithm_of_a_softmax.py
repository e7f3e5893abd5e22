"""large_logits

You take the softmax first and then its logarithm. A probability of e ** -1000 rounds to 0, and its logarithm is minus
infinity. Compute the logarithm of the softmax directly: z minus the logarithm of the sum of exponentials.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return np.exp(-np.log(p[np.arange(len(y)), y]).mean())
