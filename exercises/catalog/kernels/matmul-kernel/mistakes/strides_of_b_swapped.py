"""worked_example

You use the two strides of b the wrong way round, which multiplies by its transpose.

---
k steps from row to row, by b.stride(0).
"""

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
    rows = tl.program_id(0) * BLOCK_M + tl.arange(0, BLOCK_M)[:, None]  # (BLOCK_M, 1)
    columns = tl.program_id(1) * BLOCK_N + tl.arange(0, BLOCK_N)[None, :]  # (1, BLOCK_N)

    total = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
    for start in range(0, K, BLOCK_K):
        a_k = start + tl.arange(0, BLOCK_K)[None, :]  # (1, BLOCK_K)
        b_k = start + tl.arange(0, BLOCK_K)[:, None]  # (BLOCK_K, 1)
        a = tl.load(a_ptr + rows * a_row + a_k * a_column, mask=(rows < M) & (a_k < K), other=0.0)
        b = tl.load(b_ptr + b_k * b_column + columns * b_row, mask=(b_k < K) & (columns < N), other=0.0)
        total += tl.dot(a, b, input_precision="ieee")

    tl.store(c_ptr + rows * c_row + columns * c_column, total, mask=(rows < M) & (columns < N))


def matmul(a, b, c):
    """Start one program for each tile of 32 by 32 entries."""
    (M, K), N, block = a.shape, b.shape[1], 32
    matmul_kernel[(triton.cdiv(M, block), triton.cdiv(N, block))](
        a, b, c, M, N, K, *a.stride(), *b.stride(), *c.stride(), BLOCK_M=block, BLOCK_N=block, BLOCK_K=block
    )
