import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, out_ptr, n, p, seed, BLOCK: tl.constexpr):
    for start in range(0, n, BLOCK):
        at = start + tl.arange(0, BLOCK)
        dropped = tl.rand(seed, at) < p
        x = tl.load(x_ptr + at, mask=(at < n) & ~dropped, other=0.0)
        tl.store(out_ptr + at, x / (1 - p), mask=at < n)


def dropout(x, out, p, seed):
    kernel[(1,)](x, out, x.numel(), p, seed, BLOCK=256)
