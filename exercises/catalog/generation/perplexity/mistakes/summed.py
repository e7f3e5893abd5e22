"""worked_example

You take the exponential of the summed log-likelihood, so every further token raises the perplexity. Divide by the
number of tokens that count.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.sum())
