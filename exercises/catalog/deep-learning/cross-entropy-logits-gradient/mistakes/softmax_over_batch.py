"""worked_example

Your softmax runs over the batch. The classes of one example compete with each other.

---
Use axis=1.
"""

import numpy as np


def d_logits(logits, labels):
    n = len(logits)

    p = np.exp(logits - logits.max(axis=0, keepdims=True))
    p /= p.sum(axis=0, keepdims=True)

    p[np.arange(n), labels] -= 1
    return p / n
