import triton
import triton.language as tl


@triton.jit
def kernel(q, k, v, out, n, scale, q0, q1, k0, k1, v0, v1, o0, o1, D: tl.constexpr, ROWS: tl.constexpr):
    blocks = tl.cdiv(n, ROWS)
    h = tl.program_id(0) // blocks
    first = tl.program_id(0) % blocks * ROWS
    i = first + tl.arange(0, ROWS)
    f = tl.arange(0, D)
    query = tl.load(q + h * q0 + i[:, None] * q1 + f[None, :], mask=i[:, None] < n) * scale
    log_total = tl.full((ROWS,), -1e30, dtype=tl.float32)
    mean = tl.zeros((ROWS, D), dtype=tl.float32)
    for start in range(0, first + ROWS, ROWS):
        j = start + tl.arange(0, ROWS)
        key = tl.load(k + h * k0 + j[None, :] * k1 + f[:, None], mask=j[None, :] < n)
        value = tl.load(v + h * v0 + j[:, None] * v1 + f[None, :], mask=j[:, None] < n, other=0.0)
        scores = tl.dot(query, key, input_precision="ieee")
        scores = tl.where(j[None, :] <= i[:, None], scores, -float("inf"))
        top = tl.maximum(log_total, tl.max(scores, 1))
        larger = top + tl.log(tl.exp(log_total - top) + tl.sum(tl.exp(scores - top[:, None]), 1))
        mean *= tl.exp(log_total - larger)[:, None]
        mean += tl.dot(tl.exp(scores - larger[:, None]), value, input_precision="ieee")
        log_total = larger
    tl.store(out + h * o0 + i[:, None] * o1 + f[None, :], mean, mask=i[:, None] < n)


def attention(q, k, v, out):
    heads, n, d = q.shape
    strides = [s for t in (q, k, v, out) for s in t.stride()[:2]]
    kernel[heads * triton.cdiv(n, 16),](q, k, v, out, n, d**-0.5, *strides, D=d, ROWS=16)
