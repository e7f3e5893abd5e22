"""worked_example

You divide 1 by the mean probability. Perplexity is a geometric mean: average the logarithms, then take the
exponential.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return 1 / np.exp(log_p).mean()
