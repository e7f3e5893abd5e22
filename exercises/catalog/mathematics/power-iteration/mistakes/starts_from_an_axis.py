"""no_special_start

You start from the first axis. If the eigenvector is orthogonal to it, the start has no component along the eigenvector
and never gains one. Start from a random vector.
"""

import numpy as np


def top_eigenpair(A):
    v = np.eye(len(A))[0]
    for _ in range(300):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v, v * np.sign(v[np.abs(v).argmax()])
