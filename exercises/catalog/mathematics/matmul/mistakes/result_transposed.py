"""worked_example

Your result is the transpose of the product: row i of A gives row i of the result, and column j of B gives column j.
"""

import numpy as np


def matmul(A, B):
    return np.array([[(row * column).sum() for row in A] for column in B.T])
