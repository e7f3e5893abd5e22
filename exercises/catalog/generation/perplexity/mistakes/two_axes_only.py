"""any_batch

You assume two axes, texts and positions. There may be one axis, or three: select with the mask, which works for any
number.
"""

import numpy as np


def perplexity(logits, targets):
    b, n, V = logits.shape
    logits, targets = logits.reshape(b * n, V), targets.reshape(b * n)
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
