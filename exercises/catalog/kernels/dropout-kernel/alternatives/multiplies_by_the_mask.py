import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, out_ptr, n, p, seed, scale, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + at, mask=at < n)
    factor = (tl.rand(seed, at) >= p).to(tl.float32) * scale
    tl.store(out_ptr + at, x * factor, mask=at < n)


def dropout(x, out, p, seed):
    size = 64
    kernel[(triton.cdiv(len(x), size),)](x, out, len(x), p, seed, 1 / (1 - p), BLOCK=size)
