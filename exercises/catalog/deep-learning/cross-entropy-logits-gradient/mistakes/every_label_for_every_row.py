"""worked_example

p[:, labels] picks the labels of all rows for every row. Pair each row with its own label: p[np.arange(n), labels].
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    p[:, labels] -= 1
    return p / n
