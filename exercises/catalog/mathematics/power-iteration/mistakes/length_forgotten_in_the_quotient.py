"""worked_example

Your vector is not of length 1, so your eigenvalue is multiplied by the square of its length.

---
Scale v to unit length before v @ A @ v, or divide by v @ v.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        v = v / np.abs(v).max()
    value = v @ A @ v
    return value, v / np.linalg.norm(v) * np.sign(v[np.abs(v).argmax()])
