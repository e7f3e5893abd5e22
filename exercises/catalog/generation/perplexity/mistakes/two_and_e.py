"""worked_example

You take natural logarithms and then a power of 2. Use the same base for both: exp with log, or 2 with log2.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=1)
    return 2 ** -log_p.mean()
