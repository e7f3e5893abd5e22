"""worked_example

You pick the labels of all rows for every row. Each row has a label of its own.

---
Pair each row with its label: p[np.arange(n), labels].
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    p[:, labels] -= 1
    return p / n
