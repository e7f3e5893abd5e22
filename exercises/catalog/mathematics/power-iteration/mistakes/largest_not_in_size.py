"""worked_example

You return the largest eigenvalue including sign. Find the one with the largest absolute value, which may be negative:
iterate with A itself, without a shift.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    shifted = A + np.abs(A).sum() * np.eye(len(A))
    for _ in range(300):
        v = shifted @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v, v * np.sign(v[np.abs(v).argmax()])
