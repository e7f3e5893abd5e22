"""any_size

You add a small number to the length before you divide. When the matrix itself is small, that number is not: v shrinks
in every step. A symmetric matrix that is not zero never makes a random vector zero, so divide by the length as it is.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        v = v / (np.linalg.norm(v) + 1e-12)
    return v @ A @ v, v * np.sign(v[np.abs(v).argmax()])
