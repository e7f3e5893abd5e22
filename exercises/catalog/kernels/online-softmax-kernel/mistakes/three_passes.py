"""two_passes

You go through each row three times: for the maximum, for the sum, and for the result. Online softmax finds the maximum
and the sum in one pass: when the maximum grows, multiply the sum so far by exp(old - new).
"""

import triton
import triton.language as tl


@triton.jit
def softmax_kernel(x_ptr, out_ptr, x_stride, out_stride, m, BLOCK: tl.constexpr):
    x_row = x_ptr + tl.program_id(0) * x_stride
    out_row = out_ptr + tl.program_id(0) * out_stride
    top, total = -float("inf"), 0.0
    for start in range(0, m, BLOCK):
        columns = start + tl.arange(0, BLOCK)
        top = tl.maximum(top, tl.max(tl.load(x_row + columns, mask=columns < m, other=-float("inf")), 0))
    for start in range(0, m, BLOCK):
        columns = start + tl.arange(0, BLOCK)
        total += tl.sum(tl.exp(tl.load(x_row + columns, mask=columns < m, other=-float("inf")) - top), 0)
    for start in range(0, m, BLOCK):
        columns = start + tl.arange(0, BLOCK)
        x = tl.load(x_row + columns, mask=columns < m)
        tl.store(out_row + columns, tl.exp(x - top) / total, mask=columns < m)


def softmax(x, out, block):
    softmax_kernel[(x.shape[0],)](x, out, x.stride(0), out.stride(0), x.shape[1], BLOCK=block)
