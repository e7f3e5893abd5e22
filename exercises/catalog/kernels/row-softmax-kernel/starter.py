import triton
import triton.language as tl


@triton.jit
def softmax_kernel(x_ptr, out_ptr, x_stride, out_stride, m, BLOCK: tl.constexpr):
    """One program computes the softmax of one row."""
    # x: (BLOCK,), the row of this program

    # weights: (BLOCK,), not negative; divide them by their sum
    pass


def softmax(x, out):
    """Launch the kernel so that each row of out becomes the softmax of that row of x.

    x: (n, m)    out: (n, m)

    With x = [[0, ln 2, ln 5]], out becomes [[0.125, 0.25, 0.625]].
    """
    raise NotImplementedError("launch the kernel: softmax_kernel[grid](x, out, ...)")
