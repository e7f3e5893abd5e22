"""worked_products

You multiply every matrix of A with every matrix of B and sum the products over B's batch. The batch is a single axis:
give it the same letter in both arguments.
"""

import numpy as np


def batched_matmul(A, B):
    return np.einsum("bit,ctj->bij", A, B)


def scores(Q, K):
    return np.einsum("bihd,bjhd->bhij", Q, K)


def bilinear(X, W, Y):
    return np.einsum("bi,ij,bj->b", X, W, Y)
