# Y has its own batch letter, so every x is scored against all y of the batch and the scores are added up.
import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,btj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,cj->b", X, W, Y)
