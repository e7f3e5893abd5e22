import torch
import triton
import triton.language as tl


@triton.jit
def row_kernel(x_ptr, out_ptr, scale, m, BLOCK: tl.constexpr):
    """One program: a row in, its softmax out, nothing in between leaves the chip."""
    row = tl.program_id(0).to(tl.int64)
    columns = tl.arange(0, BLOCK)
    mask = columns < m
    z = scale * tl.load(x_ptr + row * m + columns, mask=mask)
    z = tl.where(mask, z, -float("inf"))
    weights = tl.exp(z - tl.max(z, 0))
    tl.store(out_ptr + row * m + columns, weights / tl.sum(weights, 0), mask=mask)


def softmax_means(x, scales):
    """One buffer for the softmax of every scale; only the means leave the card."""
    x = torch.as_tensor(x, device="cuda").contiguous()
    n, m = x.shape
    p, means = torch.empty_like(x), x.new_empty(len(scales), m)
    for k, scale in enumerate(scales.tolist()):
        row_kernel[(n,)](x, p, scale, m, BLOCK=triton.next_power_of_2(m), num_warps=8)
        torch.mean(p, 0, out=means[k])
    return means.cpu().numpy()
