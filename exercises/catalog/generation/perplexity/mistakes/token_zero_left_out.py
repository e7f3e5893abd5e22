"""worked_example

You take targets above 0 only, so token 0 never counts. It is a token like any other; what does not count is -100.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets > 0
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
