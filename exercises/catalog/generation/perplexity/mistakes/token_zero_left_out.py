"""worked_example

You only count targets above 0, so token 0 never counts. It is a token like any other; only -100 does not count.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets > 0
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
