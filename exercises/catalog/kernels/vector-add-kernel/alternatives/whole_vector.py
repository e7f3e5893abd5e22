import triton
import triton.language as tl


@triton.jit
def kernel(out_ptr, x_ptr, y_ptr, length, SIZE: tl.constexpr):
    index = tl.arange(0, SIZE)
    inside = index < length
    total = tl.load(x_ptr + index, inside) + tl.load(y_ptr + index, inside)
    tl.store(out_ptr + index, total, inside)


def add(x, y, out):
    kernel[(1,)](out, x, y, len(x), SIZE=triton.next_power_of_2(len(x)))
