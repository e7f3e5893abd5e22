import triton
import triton.language as tl


@triton.jit
def add_kernel(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """One program adds one block of neighboring entries."""
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)  # (BLOCK,)
    mask = offsets < n  # the last block usually reaches past the end

    x = tl.load(x_ptr + offsets, mask=mask)
    y = tl.load(y_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x + y, mask=mask)


def add(x, y, out):
    """Start one program for each block of 128 entries, the last one included."""
    n, block = x.numel(), 128
    add_kernel[(triton.cdiv(n, block),)](x, y, out, n, BLOCK=block)
