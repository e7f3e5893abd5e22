import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    for start in range(0, n, BLOCK):
        at = start + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + at, mask=at < n)
        y = tl.load(y_ptr + at, mask=at < n)
        tl.store(out_ptr + at, x + y, mask=at < n)


def add(x, y, out):
    kernel[(1,)](x, y, out, x.shape[0], BLOCK=512)
