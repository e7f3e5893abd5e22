import triton
import triton.language as tl


@triton.jit
def layer_norm_kernel(
    x_ptr, weight_ptr, bias_ptr, out_ptr, mean_ptr, rstd_ptr, x_stride, out_stride, m, eps, BLOCK: tl.constexpr
):
    """One program normalizes one row."""
    # x: (BLOCK,), the row of this program

    # mean and rstd: one number each
    pass


def layer_norm(x, weight, bias, out, mean, rstd, eps):
    """Launch the kernel so that out becomes the layer norm of each row, and mean and rstd what it used.

    x: (n, m)    weight, bias: (m,)    out: (n, m)    mean, rstd: (n,)

    With x = [[1, 4, 7]], weight = [1, 2, 3], bias = [0, 10, 0] and eps = 3, out becomes [[-1, 10, 3]], mean [4] and
    rstd [0.333].
    """
    raise NotImplementedError("launch the kernel: layer_norm_kernel[grid](x, weight, bias, ...)")
