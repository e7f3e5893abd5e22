"""any_size

You add a small number to the length before you divide. If the matrix is small, that number is not small in comparison,
and v shrinks in every step. A nonzero symmetric matrix never maps a random vector to zero, so divide by the length
itself.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(300):
        v = A @ v
        v = v / (np.linalg.norm(v) + 1e-12)
    return v @ A @ v, v * np.sign(v[np.abs(v).argmax()])
