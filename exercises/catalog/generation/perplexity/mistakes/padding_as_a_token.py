"""worked_example

You score positions with -100 as if there were a token: as an index, -100 wraps around, and clipped it becomes token 0.
Leave these positions out.
"""

import numpy as np


def perplexity(logits, targets):
    targets = np.maximum(targets, 0)
    counts = targets >= 0
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
