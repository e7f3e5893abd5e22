"""worked_example

You use the length of A v as the eigenvalue, which loses the sign.

---
With v of length 1, v @ A @ v has it.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        value = np.linalg.norm(v)
        v = v / value
    return value, v * np.sign(v[np.abs(v).argmax()])
