"""worked_example

You step from row to row of x by its number of columns. The rows can be further apart.

---
Use x.stride(0).
"""

import triton
import triton.language as tl


@triton.jit
def softmax_kernel(x_ptr, out_ptr, x_stride, out_stride, m, BLOCK: tl.constexpr):
    """One program computes the softmax of one row, a block at a time."""
    x_row = x_ptr + tl.program_id(0) * m
    out_row = out_ptr + tl.program_id(0) * out_stride

    # One pass for both: what the sum holds so far shrinks whenever the maximum grows.
    top, total = -float("inf"), 0.0
    for start in range(0, m, BLOCK):
        columns = start + tl.arange(0, BLOCK)
        x = tl.load(x_row + columns, mask=columns < m, other=-float("inf"))  # (BLOCK,)
        new_top = tl.maximum(top, tl.max(x, 0))
        total = total * tl.exp(top - new_top) + tl.sum(tl.exp(x - new_top), 0)
        top = new_top

    for start in range(0, m, BLOCK):
        columns = start + tl.arange(0, BLOCK)
        x = tl.load(x_row + columns, mask=columns < m)
        tl.store(out_row + columns, tl.exp(x - top) / total, mask=columns < m)


def softmax(x, out, block):
    """Start one program for each row."""
    n, m = x.shape
    softmax_kernel[(n,)](x, out, x.stride(0), out.stride(0), m, BLOCK=block)
