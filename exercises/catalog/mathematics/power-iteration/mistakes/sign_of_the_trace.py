"""positive_and_negative

You take the sign of the eigenvalue from the trace. The trace is the sum of all eigenvalues, so the others can outvote
the largest.

---
Compute it as v @ A @ v, which has the sign.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        value = np.linalg.norm(v)
        v = v / value
    return value * np.sign(np.trace(A)), v * np.sign(v[np.abs(v).argmax()])
