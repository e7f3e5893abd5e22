"""no_special_start

You start from a vector of ones. If the eigenvector is orthogonal to it, the start has no component along the
eigenvector and never gains one. Start from a random vector.
"""

import numpy as np


def top_eigenpair(A):
    v = np.ones(len(A))
    for _ in range(300):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v, v * np.sign(v[np.abs(v).argmax()])
