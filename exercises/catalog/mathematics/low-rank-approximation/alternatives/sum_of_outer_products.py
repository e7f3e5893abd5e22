import numpy as np


def low_rank(A, k):
    U, sigma, Vt = np.linalg.svd(A)
    return sum(sigma[i] * np.outer(U[:, i], Vt[i]) for i in range(k))


def smallest_rank(A, share):
    energy = [s * s for s in np.linalg.svd(A)[1]]
    missing = share * sum(energy)
    k = 0
    while missing > 0:
        missing -= energy[k]
        k += 1
    return k
