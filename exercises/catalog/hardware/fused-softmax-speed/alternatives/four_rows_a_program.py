import torch
import triton
import triton.language as tl


@triton.jit
def rows_kernel(x_ptr, out_ptr, scale, n, m, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    """A program takes several rows, one after the other."""
    columns = tl.arange(0, BLOCK)
    for step in range(ROWS):
        row = tl.program_id(0).to(tl.int64) * ROWS + step
        mask = (columns < m) & (row < n)
        x = tl.load(x_ptr + row * m + columns, mask=mask)
        z = tl.where(columns < m, x * scale, -float("inf"))
        z = tl.exp(z - tl.max(z, 0))
        tl.store(out_ptr + row * m + columns, z / tl.sum(z, 0), mask=mask)


def softmax_means(x, scales):
    x = torch.as_tensor(x, device="cuda")
    n, m = x.shape
    buffer, means = torch.empty_like(x), []
    for scale in scales.tolist():
        rows_kernel[(triton.cdiv(n, 4),)](x, buffer, scale, n, m, ROWS=4, BLOCK=triton.next_power_of_2(m))
        means.append(buffer.mean(0))
    return torch.stack(means).cpu().numpy()
