import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, out_ptr, x_step, out_step, m, BLOCK: tl.constexpr):
    i = tl.program_id(0)
    log_total = -float("inf")
    for block in range(tl.cdiv(m, BLOCK)):
        j = block * BLOCK + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + i * x_step + j, mask=j < m, other=-float("inf"))
        top = tl.maximum(log_total, tl.max(x, 0))
        log_total = top + tl.log(tl.exp(log_total - top) + tl.sum(tl.exp(x - top), 0))
    for block in range(tl.cdiv(m, BLOCK)):
        j = block * BLOCK + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + i * x_step + j, mask=j < m)
        tl.store(out_ptr + i * out_step + j, tl.exp(x - log_total), mask=j < m)


def softmax(x, out, block):
    kernel[(x.shape[0],)](x, out, x.stride(0), out.stride(0), x.shape[1], BLOCK=block)
