import triton
import triton.language as tl


@triton.jit
def rms_norm_kernel(x_ptr, weight_ptr, out_ptr, x_stride, out_stride, m, eps, BLOCK: tl.constexpr):
    """One program normalizes one row."""
    # x: (BLOCK,), the row of this program, in float32

    # mean_square: one number
    pass


def rms_norm(x, weight, out, eps):
    """Launch the kernel so that out becomes each row of x, divided by its root mean square, times the weights.

    x: (n, m)    weight: (m,)    out: (n, m)

    With x = [[1, -2, 4]], weight = [1, 10, 2] and eps = 2, out becomes [[0.333, -6.667, 2.667]].
    """
    raise NotImplementedError("launch the kernel: rms_norm_kernel[grid](x, weight, out, ...)")
