import triton
import triton.language as tl


@triton.jit
def numbers(bits):
    """Given: bfloat16 numbers in float32, from their 16 bits, which are the first half of its 32."""
    return (bits.to(tl.int32) << 16).to(tl.float32, bitcast=True)


@triton.jit
def bits(values):
    """Given: the 16 bits of each value, rounded to the nearest bfloat16."""
    return ((values.to(tl.int32, bitcast=True) + 0x8000) >> 16).to(tl.int16)


@triton.jit
def gradients(
    dy, x, w, mu, r, dx, dw, db, dy_step, x_step, dx_step, n, m, ROWS: tl.constexpr, TURNS: tl.constexpr,
    SIZE: tl.constexpr,
):  # fmt: skip
    """Two rows at a time, and the next two, so that a program has neighboring rows."""
    p = tl.program_id(0)
    columns = tl.arange(0, SIZE)
    j = columns[None, :]
    weight = tl.load(w + j, j < m, 0.0)
    total_w = tl.zeros((SIZE,), tl.float32)
    total_b = tl.zeros((SIZE,), tl.float32)
    for turn in range(TURNS):
        i = ((p * TURNS + turn) * ROWS + tl.arange(0, ROWS))[:, None]
        inside = (i < n) & (j < m)
        d = numbers(tl.load(dy + i * dy_step + j, inside, 0))
        value = numbers(tl.load(x + i * x_step + j, inside, 0))
        scale = tl.load(r + i, i < n, 0.0)
        hat = (value - tl.load(mu + i, i < n, 0.0)) * scale
        a = tl.sum(d * weight, 1, keep_dims=True) / m
        b = tl.sum(d * weight * hat, 1, keep_dims=True) / m
        tl.store(dx + i * dx_step + j, bits((d * weight - a - hat * b) * scale), inside)
        total_w += tl.sum(d * hat, 0)
        total_b += tl.sum(d, 0)
    tl.store(dw + p * m + columns, total_w, columns < m)
    tl.store(db + p * m + columns, total_b, columns < m)


@triton.jit
def add(sums, dw, db, m, PARTS: tl.constexpr, SIZE: tl.constexpr):
    """Program 0 adds up dw, and program 1 db."""
    which = tl.program_id(0)
    part = tl.arange(0, PARTS)[:, None]
    j = tl.arange(0, SIZE)
    total = tl.sum(tl.load(sums + (which * PARTS + part) * m + j[None, :], j[None, :] < m), 0)
    tl.store(dw + j, total, (j < m) & (which == 0))
    tl.store(db + j, total, (j < m) & (which == 1))


def layer_norm_backward(dy, x, weight, mean, rstd, dx, dweight, dbias):
    n, m = dy.shape
    size, parts, rows = triton.next_power_of_2(m), 8, 2
    sums = rstd.new_empty((2, parts, m))
    turns = triton.cdiv(n, parts * rows)
    steps = dy.stride(0), x.stride(0), dx.stride(0)
    gradients[parts,](dy, x, weight, mean, rstd, dx, sums[0], sums[1], *steps, n, m, ROWS=rows, TURNS=turns, SIZE=size)
    add[2,](sums, dweight, dbias, m, PARTS=parts, SIZE=size)
