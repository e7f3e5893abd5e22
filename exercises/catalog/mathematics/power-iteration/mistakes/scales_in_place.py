"""arguments_unchanged

You scale the matrix in place, so the caller's A is changed. Write A = A / size, which makes a new array; and there is
no need to scale A at all when v is rescaled in every step.
"""

import numpy as np


def top_eigenpair(A):
    size = np.abs(A).max()
    A /= size
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(1000):
        v = A @ v
        v = v / np.linalg.norm(v)
    return size * (v @ A @ v), v * np.sign(v[np.abs(v).argmax()])
