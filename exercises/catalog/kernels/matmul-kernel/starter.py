import triton
import triton.language as tl


@triton.jit
def matmul_kernel(
    a_ptr,
    b_ptr,
    c_ptr,
    M,
    N,
    K,
    a_row,
    a_column,
    b_row,
    b_column,
    c_row,
    c_column,
    BLOCK_M: tl.constexpr,
    BLOCK_N: tl.constexpr,
    BLOCK_K: tl.constexpr,
):
    """One program computes one tile of c."""
    # rows: (BLOCK_M, 1) and columns: (1, BLOCK_N) of this tile

    # total: (BLOCK_M, BLOCK_N), the sum over the blocks of K
    pass


def matmul(a, b, c):
    """Launch the kernel so that c becomes the matrix product of a and b.

    a: (M, K)    b: (K, N)    c: (M, N)

    With a = [[1, 2, 3], [4, 5, 6]] and b = [[1, 0], [0, 2], [10, 0]], c becomes [[31, 4], [64, 10]].
    """
    raise NotImplementedError("launch the kernel: matmul_kernel[grid](a, b, c, ...)")
