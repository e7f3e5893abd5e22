"""large_logits

np.exp of a large logit is infinite, and inf / inf is nan. Subtract the largest logit of each row first: no
probability changes.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p / n
