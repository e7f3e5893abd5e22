import triton
import triton.language as tl


@triton.jit
def dropout_kernel(x_ptr, out_ptr, n, p, seed, BLOCK: tl.constexpr):
    """One program decides about one block of neighboring entries."""
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)  # (BLOCK,)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)

    # The number depends on seed and offset alone, so the backward pass can draw the same ones again.
    stays = tl.rand(seed, offsets) >= p
    tl.store(out_ptr + offsets, tl.where(stays, x / (1 - p), 0.0), mask=mask)


def dropout(x, out, p, seed):
    """Start one program for each block of 128 entries, the last one included."""
    n, block = x.numel(), 128
    dropout_kernel[(triton.cdiv(n, block),)](x, out, n, p, seed, BLOCK=block)
