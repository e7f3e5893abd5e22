import numpy as np


def svd(A):
    u, s, vt = np.linalg.svd(A, full_matrices=False)
    return (u * s) @ vt, s
