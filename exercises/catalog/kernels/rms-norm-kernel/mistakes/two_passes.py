"""one_pass

You read each row twice: for the mean square, and for the result. A row of at most 500 entries fits into one block, so
load it once and use it for both.

---
BLOCK=triton.next_power_of_2(m) is long enough.
"""

import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, w_ptr, out_ptr, x_step, out_step, m, eps, BLOCK: tl.constexpr):
    i = tl.program_id(0)
    squares = tl.zeros((BLOCK,), dtype=tl.float32)
    for start in range(0, m, BLOCK):
        j = start + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + i * x_step + j, mask=j < m, other=0.0).to(tl.float32)
        squares += x * x
    factor = 1.0 / tl.sqrt(tl.sum(squares, 0) / m + eps)
    for start in range(0, m, BLOCK):
        j = start + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + i * x_step + j, mask=j < m)
        w = tl.load(w_ptr + j, mask=j < m)
        tl.store(out_ptr + i * out_step + j, x.to(tl.float32) * factor * w, mask=j < m)


def rms_norm(x, weight, out, eps):
    kernel[(x.shape[0],)](x, weight, out, x.stride(0), out.stride(0), x.shape[1], eps, BLOCK=128)
