"""worked_example

Your vector is divided by its largest entry, so its length is not 1.

---
Divide it by np.linalg.norm(v).
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        v = v / np.abs(v).max()
    value = v @ A @ v / (v @ v)
    return value, v * np.sign(v[np.abs(v).argmax()])
