import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, out_ptr, x_step, out_step, m, SIZE: tl.constexpr):
    i, j = tl.program_id(0), tl.arange(0, SIZE)
    x = tl.load(x_ptr + i * x_step + j, mask=j < m, other=-float("inf"))
    top = tl.max(x, 0)
    log_total = top + tl.log(tl.sum(tl.exp(x - top), 0))
    tl.store(out_ptr + i * out_step + j, tl.exp(x - log_total), mask=j < m)


def softmax(x, out):
    kernel[(len(x),)](x, out, x.stride(0), out.stride(0), x.shape[1], SIZE=triton.next_power_of_2(x.shape[1]))
