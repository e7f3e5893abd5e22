import triton
import triton.language as tl


@triton.jit
def kernel(q, k, v, out, n, q0, q1, k0, k1, v0, v1, o0, o1, D: tl.constexpr, ROWS: tl.constexpr, COLUMNS: tl.constexpr):
    h = tl.program_id(0)
    i = tl.program_id(1) * ROWS + tl.arange(0, ROWS)
    f = tl.arange(0, D)
    query = tl.load(q + h * q0 + i[:, None] * q1 + f[None, :], mask=i[:, None] < n) / (D**0.5)
    top = tl.full((ROWS,), -1e30, dtype=tl.float32)
    total = tl.zeros((ROWS,), dtype=tl.float32)
    result = tl.zeros((ROWS, D), dtype=tl.float32)
    for block in range(tl.cdiv(n, COLUMNS)):
        j = block * COLUMNS + tl.arange(0, COLUMNS)
        key = tl.load(k + h * k0 + j[None, :] * k1 + f[:, None], mask=j[None, :] < n)
        value = tl.load(v + h * v0 + j[:, None] * v1 + f[None, :], mask=j[:, None] < n, other=0.0)
        scores = tl.dot(query, key, input_precision="ieee")
        scores = tl.where(j[None, :] <= i[:, None], scores, -float("inf"))
        larger = tl.maximum(top, tl.max(scores, 1))
        weights = tl.exp(scores - larger[:, None])
        total = total * tl.exp(top - larger) + tl.sum(weights, 1)
        result *= tl.exp(top - larger)[:, None]
        result += tl.dot(weights, value, input_precision="ieee")
        top = larger
    tl.store(out + h * o0 + i[:, None] * o1 + f[None, :], result / total[:, None], mask=i[:, None] < n)


def attention(q, k, v, out):
    heads, n, d = q.shape
    strides = [s for t in (q, k, v, out) for s in t.stride()[:2]]
    rows = 32
    kernel[(heads, triton.cdiv(n, rows))](q, k, v, out, n, *strides, D=d, ROWS=rows, COLUMNS=16)
