"""arguments_unchanged

Your function writes into A, so the caller's matrix is changed.

---
A /= size works in place; A = A / size makes a new array.
"""

import numpy as np


def top_eigenpair(A):
    size = np.abs(A).max()
    A /= size
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        v = v / np.linalg.norm(v)
    return size * (v @ A @ v), v * np.sign(v[np.abs(v).argmax()])
