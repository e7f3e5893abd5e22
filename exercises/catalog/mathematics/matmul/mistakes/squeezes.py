"""length_one

You squeeze the result, so a product with one row or one column is no longer a matrix. Sum over the shared axis only and
keep the others, even if their length is 1.
"""

import numpy as np


def matmul(A, B):
    if A.shape[1] != B.shape[0]:
        raise ValueError
    return np.squeeze((A[:, :, None] * B[None]).sum(axis=1))
