"""worked_example

Your loads of k and v have no mask, so the last block reads past position n. The causal mask hides those scores
afterwards, but they are read all the same.

---
Pass mask=keys < n.
"""

import triton
import triton.language as tl


@triton.jit
def attention_kernel(
    q_ptr,
    k_ptr,
    v_ptr,
    out_ptr,
    n,
    scale,
    q_head,
    q_row,
    k_head,
    k_row,
    v_head,
    v_row,
    out_head,
    out_row,
    D: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """One program computes one block of queries of one head."""
    head = tl.program_id(1)
    queries = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)[:, None]  # (BLOCK, 1)
    features = tl.arange(0, D)[None, :]  # (1, D)
    q = tl.load(q_ptr + head * q_head + queries * q_row + features, mask=queries < n)

    top = tl.full((BLOCK, 1), -float("inf"), dtype=tl.float32)
    total = tl.zeros((BLOCK, 1), dtype=tl.float32)
    result = tl.zeros((BLOCK, D), dtype=tl.float32)
    for start in range(0, tl.program_id(0) * BLOCK + 1, BLOCK):  # later blocks hold no key that these queries see
        keys = start + tl.arange(0, BLOCK)[:, None]
        k = tl.load(k_ptr + head * k_head + keys * k_row + features)
        v = tl.load(v_ptr + head * v_head + keys * v_row + features)
        scores = tl.dot(q, tl.trans(k), input_precision="ieee") * scale  # (BLOCK, BLOCK)
        scores = tl.where(start + tl.arange(0, BLOCK)[None, :] <= queries, scores, -float("inf"))

        new_top = tl.maximum(top, tl.max(scores, 1)[:, None])
        weights = tl.exp(scores - new_top)
        shrink = tl.exp(top - new_top)
        total = total * shrink + tl.sum(weights, 1)[:, None]
        result = result * shrink + tl.dot(weights, v, input_precision="ieee")
        top = new_top

    tl.store(out_ptr + head * out_head + queries * out_row + features, result / total, mask=queries < n)


def attention(q, k, v, out):
    """Start one program for each block of 16 queries of each head."""
    heads, n, d = q.shape
    block = 16
    strides = [stride for tensor in (q, k, v, out) for stride in tensor.stride()[:2]]
    grid = (triton.cdiv(n, block), heads)
    attention_kernel[grid](q, k, v, out, n, d**-0.5, *strides, D=d, BLOCK=block)
