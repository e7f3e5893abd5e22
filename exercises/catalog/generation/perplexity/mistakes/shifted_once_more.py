"""worked_example

You shift the targets by one position. They are already aligned.

---
The prediction for targets[b, t] is logits[b, t].
"""

import numpy as np


def perplexity(logits, targets):
    logits, targets = logits[..., :-1, :], targets[..., 1:]
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return np.exp(-log_p.mean())
