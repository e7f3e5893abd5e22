import triton
import triton.language as tl


@triton.jit
def kernel(a, b, c, M, N, K, a0, a1, b0, b1, c0, c1, ROWS: tl.constexpr, COLUMNS: tl.constexpr):
    i = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    j = tl.program_id(1) * COLUMNS + tl.arange(0, COLUMNS)
    out = tl.zeros((ROWS, COLUMNS), dtype=tl.float32)
    for k in range(K):
        column = tl.load(a + i * a0 + k * a1, mask=i < M).to(tl.float32)
        row = tl.load(b + k * b0 + j * b1, mask=j < N).to(tl.float32)
        out += column[:, None] * row[None, :]
    inside = (i[:, None] < M) & (j[None, :] < N)
    tl.store(c + i[:, None] * c0 + j[None, :] * c1, out, mask=inside)


def matmul(a, b, c):
    (M, K), N = a.shape, b.shape[1]
    size = 64
    grid = (triton.cdiv(M, size), triton.cdiv(N, size))
    kernel[grid](a, b, c, M, N, K, *a.stride(), *b.stride(), *c.stride(), ROWS=size, COLUMNS=size)
