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
    """A program computes dx for its rows, and adds up what they give to each column."""
    # dweight, dbias: (BLOCK,), the sums of this program
    pass


@triton.jit
def columns_kernel(partial_ptr, dweight_ptr, dbias_ptr, programs, m, BLOCK: tl.constexpr):
    """Add the sums of all programs."""
    pass


def layer_norm_backward(dy, x, weight, mean, rstd, dx, dweight, dbias):
    """Launch the kernels so that dx, dweight and dbias become the gradients.

    dy, x, dx: (n, m), bfloat16 as int16    weight, dweight, dbias: (m,)    mean, rstd: (n,)
    """
    raise NotImplementedError("launch both kernels")
