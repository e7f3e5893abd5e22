"""arguments_unchanged

You shift the logits in place, so the caller's logits change. Write logits - ..., which makes a new array.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p / n
