"""worked_example

Positions with -100 are scored as if a token stood there: as an index, -100 is whatever it wraps around to, and
clipped it is token 0. Leave them out.
"""

import numpy as np


def perplexity(logits, targets):
    targets = np.maximum(targets, 0)
    counts = targets >= 0
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
