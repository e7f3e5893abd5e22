import triton
import triton.language as tl


@triton.jit
def kernel(a, b, c, M, N, K, a0, a1, b0, b1, c0, c1, SIZE: tl.constexpr):
    tiles = tl.cdiv(N, SIZE)
    i = (tl.program_id(0) // tiles) * SIZE + tl.arange(0, SIZE)
    j = (tl.program_id(0) % tiles) * SIZE + tl.arange(0, SIZE)
    k = tl.arange(0, SIZE)
    at_a = a + i[:, None] * a0 + k[None, :] * a1
    at_b = b + k[:, None] * b0 + j[None, :] * b1
    out = tl.zeros((SIZE, SIZE), tl.float32)
    for block in range(tl.cdiv(K, SIZE)):
        left = K - block * SIZE
        x = tl.load(at_a, mask=(i[:, None] < M) & (k[None, :] < left), other=0.0)
        y = tl.load(at_b, mask=(k[:, None] < left) & (j[None, :] < N), other=0.0)
        out = tl.dot(x, y, out, input_precision="ieee")
        at_a += SIZE * a1
        at_b += SIZE * b0
    tl.store(c + i[:, None] * c0 + j[None, :] * c1, out, mask=(i[:, None] < M) & (j[None, :] < N))


def matmul(a, b, c):
    M, K = a.shape
    N = b.shape[1]
    size = 16
    grid = (triton.cdiv(M, size) * triton.cdiv(N, size),)
    kernel[grid](a, b, c, M, N, K, *a.stride(), *b.stride(), *c.stride(), SIZE=size)
