"""shapes_that_do_not_fit

Broadcasting stretches an axis of length 1, so a single column of A is used for every row of B, and shapes that do not
fit give a result.

---
Compare A.shape[1] with B.shape[0] before you multiply.
"""


def matmul(A, B):
    return (A[:, :, None] * B[None]).sum(axis=1)
