"""large_logits

You add a small number to the probability before its logarithm, or clip it. That caps the surprise: compute the
logarithm of the softmax directly.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-np.log(np.exp(log_p) + 1e-12).mean())
