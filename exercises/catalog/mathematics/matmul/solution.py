def matmul(A, B):
    """The matrix product: line up the shared axis, multiply, and sum over it."""
    if A.shape[1] != B.shape[0]:
        raise ValueError(f"cannot multiply shapes {A.shape} and {B.shape}")

    products = A[:, :, None] * B[None, :, :]  # (n, k, 1) * (1, k, m) -> (n, k, m)
    return products.sum(axis=1)  # (n, m)
