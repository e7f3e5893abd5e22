"""worked_example

You average 1/p over the tokens. Perplexity is a geometric mean: average the logarithms, then take the exponential.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p).mean()
