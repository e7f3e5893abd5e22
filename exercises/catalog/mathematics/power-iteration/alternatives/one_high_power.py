import numpy as np


def top_eigenpair(A):
    # All the steps at once: 512 of them, with the size of A taken out so that the power stays in range.
    power = np.linalg.matrix_power(A / np.linalg.norm(A), 512)
    v = power @ np.random.default_rng().normal(size=len(A))
    v = v / np.sqrt((v**2).sum())
    return float(np.einsum("i,ij,j", v, A, v)), v if v.max() > -v.min() else -v
