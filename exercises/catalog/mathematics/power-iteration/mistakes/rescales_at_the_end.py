"""any_size

You rescale only after the last step, by which time the vector has overflowed or shrunk to 0. Divide by the length in
every step.
"""

import numpy as np


def top_eigenpair(A):
    v = np.random.default_rng(0).normal(size=len(A))
    for _ in range(250):
        v = A @ v
    v = v / np.linalg.norm(v)
    return v @ A @ v, v * np.sign(v[np.abs(v).argmax()])
