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
def first(dy, x, w, mean, rstd, dx, dw, db, s0, s1, s2, n, m, SIZE: tl.constexpr):
    j = tl.arange(0, SIZE)
    exists = j < m
    weight = tl.load(w + j, exists, other=0.0)
    sum_w = tl.full((SIZE,), 0.0, tl.float32)
    sum_b = tl.full((SIZE,), 0.0, tl.float32)
    i = tl.program_id(0)
    while i < n:
        upstream = numbers(tl.load(dy + i * s0 + j, exists, other=0))
        centred = numbers(tl.load(x + i * s1 + j, exists, other=0))
        centred = centred - tl.load(mean + i)
        r = tl.load(rstd + i)
        g = upstream * weight  # 0 past the end, so its products are, too
        inner = tl.sum(g * centred) * r * r / m
        result = r * (g - tl.sum(g) / m) - r * centred * inner
        tl.store(dx + i * s2 + j, bits(result), exists)
        sum_w += upstream * centred * r
        sum_b += upstream
        i += tl.num_programs(0)
    tl.store(dw + tl.program_id(0) * m + j, sum_w, exists)
    tl.store(db + tl.program_id(0) * m + j, sum_b, exists)


@triton.jit
def second(parts_w, parts_b, dw, db, parts, m, SIZE: tl.constexpr):
    """A program for each block of 64 columns."""
    j = tl.program_id(0) * SIZE + tl.arange(0, SIZE)
    w = tl.zeros((SIZE,), tl.float32)
    b = tl.zeros((SIZE,), tl.float32)
    for p in range(parts):
        w += tl.load(parts_w + p * m + j, j < m)
        b += tl.load(parts_b + p * m + j, j < m)
    tl.store(dw + j, w, j < m)
    tl.store(db + j, b, j < m)


def layer_norm_backward(dy, x, weight, mean, rstd, dx, dweight, dbias):
    n, m = x.shape
    parts = min(n, 5)
    parts_w, parts_b = weight.new_empty((parts, m)), weight.new_empty((parts, m))
    block = triton.next_power_of_2(m)
    first[(parts,)](
        dy, x, weight, mean, rstd, dx, parts_w, parts_b, dy.stride(0), x.stride(0), dx.stride(0), n, m, block
    )
    second[(triton.cdiv(m, 64),)](parts_w, parts_b, dweight, dbias, parts, m, 64)
