"""arguments_unchanged

You write into the caller's targets. The caller still needs its -100: work on a copy, or use a mask.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    targets[~counts] = 0
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
