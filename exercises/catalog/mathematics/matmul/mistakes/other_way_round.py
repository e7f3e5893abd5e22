"""worked_example

This is the product BA, not AB. Entry [i, j] is made of row i of A, the first argument, and column j of B.
"""


def matmul(A, B):
    return (B[:, :, None] * A[None]).sum(axis=1)
