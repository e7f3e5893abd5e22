"""worked_example

Your softmax runs over the positions. At each position it must run over the vocabulary.
"""

import numpy as np


def perplexity(logits, targets):
    counts = targets != -100
    z, y = logits[counts], targets[counts]
    log_p = z[np.arange(len(y)), y] - np.logaddexp.reduce(z, axis=0)[y]
    return np.exp(-log_p.mean())
