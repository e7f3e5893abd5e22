import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, out_ptr, x_step, out_step, m, BLOCK: tl.constexpr):
    i = tl.program_id(0)
    j = tl.arange(0, BLOCK)
    top = tl.full((BLOCK,), -1e30, dtype=tl.float32)
    total = tl.zeros((BLOCK,), dtype=tl.float32)
    for start in range(0, m, BLOCK):
        inside = start + j < m
        x = tl.load(x_ptr + i * x_step + start + j, mask=inside, other=-float("inf"))
        larger = tl.maximum(top, x)
        total = total * tl.exp(top - larger) + tl.exp(x - larger)
        top = larger
    highest = tl.max(top, 0)
    whole = tl.sum(total * tl.exp(top - highest), 0)
    for start in range(0, m, BLOCK):
        inside = start + j < m
        x = tl.load(x_ptr + i * x_step + start + j, mask=inside)
        tl.store(out_ptr + i * out_step + start + j, tl.exp(x - highest) / whole, mask=inside)


def softmax(x, out, block):
    kernel[(len(x),)](x, out, x.stride(0), out.stride(0), x.shape[1], BLOCK=block)
