import torch
import triton
import triton.language as tl


@triton.jit
def sums_kernel(x_ptr, sums_ptr, scale, n, m, BLOCK: tl.constexpr):
    """A program adds up the softmax of every so-manieth row, and writes one row of sums."""
    columns = tl.arange(0, BLOCK)
    total = tl.zeros((BLOCK,), tl.float32)
    for row in range(tl.program_id(0), n, tl.num_programs(0)):
        x = tl.load(x_ptr + tl.cast(row, tl.int64) * m + columns, mask=columns < m)
        z = tl.where(columns < m, x * scale, -float("inf"))
        weights = tl.exp(z - tl.max(z, 0))
        total += weights / tl.sum(weights, 0)
    tl.store(sums_ptr + tl.program_id(0) * m + columns, total, mask=columns < m)


def softmax_means(x, scales):
    x = torch.as_tensor(x, device="cuda")
    n, m = x.shape
    programs = min(n, 512)
    sums, means = x.new_empty(programs, m), x.new_empty(len(scales), m)
    for k, scale in enumerate(scales.tolist()):
        sums_kernel[(programs,)](x, sums, scale, n, m, BLOCK=triton.next_power_of_2(m), num_warps=8)
        means[k] = sums.sum(0) / n
    return means.cpu().numpy()
