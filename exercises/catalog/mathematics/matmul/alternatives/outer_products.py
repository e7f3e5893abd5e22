import numpy as np


def matmul(A, B):
    # A sum of k outer products: each column of A with the matching row of B.
    if len(A.T) != len(B):
        raise ValueError("shapes do not fit")
    return sum(np.outer(column, row) for column, row in zip(A.T, B))
