"""one_pass

You read each row three times: for the mean, for the variance, and for the result. A row of at most 500 entries fits
into one block, so load it once and use it for all three.

---
BLOCK=triton.next_power_of_2(m) is long enough.
"""

import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, w_ptr, b_ptr, out_ptr, mean_ptr, rstd_ptr, x_step, out_step, m, eps, BLOCK: tl.constexpr):
    i = tl.program_id(0)
    total = tl.zeros((BLOCK,), dtype=tl.float32)
    for start in range(0, m, BLOCK):
        j = start + tl.arange(0, BLOCK)
        total += tl.load(x_ptr + i * x_step + j, mask=j < m, other=0.0)
    mean = tl.sum(total, 0) / m

    squares = tl.zeros((BLOCK,), dtype=tl.float32)
    for start in range(0, m, BLOCK):
        j = start + tl.arange(0, BLOCK)
        d = tl.where(j < m, tl.load(x_ptr + i * x_step + j, mask=j < m) - mean, 0.0)
        squares += d * d
    rstd = tl.rsqrt(tl.sum(squares, 0) / m + eps)

    for start in range(0, m, BLOCK):
        j = start + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + i * x_step + j, mask=j < m)
        w = tl.load(w_ptr + j, mask=j < m)
        b = tl.load(b_ptr + j, mask=j < m)
        tl.store(out_ptr + i * out_step + j, (x - mean) * rstd * w + b, mask=j < m)
    tl.store(mean_ptr + i, mean)
    tl.store(rstd_ptr + i, rstd)


def layer_norm(x, weight, bias, out, mean, rstd, eps):
    n, m = x.shape
    kernel[(n,)](x, weight, bias, out, mean, rstd, x.stride(0), out.stride(0), m, eps, BLOCK=128)
