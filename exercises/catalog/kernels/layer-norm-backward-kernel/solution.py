import triton
import triton.language as tl


@triton.jit
def numbers(bits):
    """Given: bfloat16 numbers in float32, from their 16 bits, which are the first half of its 32."""
    return (bits.to(tl.int32) << 16).to(tl.float32, bitcast=True)


@triton.jit
def bits(values):
    """Given: the 16 bits of each value, rounded to the nearest bfloat16."""
    return ((values.to(tl.int32, bitcast=True) + 0x8000) >> 16).to(tl.int16)


@triton.jit
def rows_kernel(
    dy_ptr, x_ptr, weight_ptr, mean_ptr, rstd_ptr, dx_ptr, partial_ptr, dy_stride, x_stride, dx_stride, n, m,
    BLOCK: tl.constexpr,
):  # fmt: skip
    """A program takes every eighth row. Its sums for the columns stay on the chip until the end."""
    program = tl.program_id(0)
    columns = tl.arange(0, BLOCK)
    mask = columns < m
    weight = tl.load(weight_ptr + columns, mask=mask, other=0.0)
    dweight = tl.zeros((BLOCK,), tl.float32)
    dbias = tl.zeros((BLOCK,), tl.float32)
    for row in range(program, n, tl.num_programs(0)):
        dy = numbers(tl.load(dy_ptr + row * dy_stride + columns, mask=mask, other=0))
        x = numbers(tl.load(x_ptr + row * x_stride + columns, mask=mask, other=0))
        rstd = tl.load(rstd_ptr + row)
        x_hat = (x - tl.load(mean_ptr + row)) * rstd
        g = dy * weight  # the gradient of x_hat, 0 past the end
        dx = rstd * (g - tl.sum(g, 0) / m - x_hat * (tl.sum(g * x_hat, 0) / m))
        tl.store(dx_ptr + row * dx_stride + columns, bits(dx), mask=mask)
        dweight += dy * x_hat
        dbias += dy
    tl.store(partial_ptr + program * 2 * m + columns, dweight, mask=mask)
    tl.store(partial_ptr + program * 2 * m + m + columns, dbias, mask=mask)


@triton.jit
def columns_kernel(partial_ptr, dweight_ptr, dbias_ptr, programs, m, BLOCK: tl.constexpr):
    """One program adds what all programs have, in their order."""
    columns = tl.arange(0, BLOCK)
    mask = columns < m
    dweight = tl.zeros((BLOCK,), tl.float32)
    dbias = tl.zeros((BLOCK,), tl.float32)
    for program in range(programs):
        dweight += tl.load(partial_ptr + program * 2 * m + columns, mask=mask)
        dbias += tl.load(partial_ptr + program * 2 * m + m + columns, mask=mask)
    tl.store(dweight_ptr + columns, dweight, mask=mask)
    tl.store(dbias_ptr + columns, dbias, mask=mask)


def layer_norm_backward(dy, x, weight, mean, rstd, dx, dweight, dbias):
    """Eight programs share the rows, and leave two sums for each column."""
    (n, m), programs = x.shape, 8
    block = triton.next_power_of_2(m)
    partial = weight.new_empty((programs, 2, m))
    strides = dy.stride(0), x.stride(0), dx.stride(0)
    rows_kernel[(programs,)](dy, x, weight, mean, rstd, dx, partial, *strides, n, m, BLOCK=block)
    columns_kernel[(1,)](partial, dweight, dbias, programs, m, BLOCK=block)
