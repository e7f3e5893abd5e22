"""large_logits

You subtract the largest logit of the whole batch. A row far below it has only zeros after np.exp, and 0 / 0 is nan.
Each row needs its own maximum.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max())
    p /= p.sum(axis=1, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p / n
