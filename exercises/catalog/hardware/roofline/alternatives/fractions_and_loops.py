from fractions import Fraction


def matmul_cost(m, k, n, bytes_each):
    flops = sum(k + k for _ in range(m)) * n
    moved = m * k + (m + k) * n
    return flops, moved * bytes_each


def attention_cost(batch, length, heads, kv_heads, head_dim, bytes_each):
    flops = moved = 0
    for _ in range(batch):
        flops += 4 * heads * head_dim * length
        moved += 2 * head_dim * (heads + kv_heads * length)
    return flops, moved * bytes_each


def elementwise_cost(size, inputs, operations, bytes_each):
    return operations * size, (size + inputs * size) * bytes_each


def roofline(flops, bytes_moved, peak, bandwidth):
    intensity = Fraction(flops, bytes_moved)
    ridge = Fraction(peak) / Fraction(bandwidth)
    if intensity > ridge:
        bound, attainable, time = "compute", peak, flops / peak
    else:
        bound, attainable, time = "memory", float(intensity * Fraction(bandwidth)), bytes_moved / bandwidth
    return {"time": time, "attainable": attainable, "bound": bound, "intensity": float(intensity)}


def critical_batch(k, n, bytes_each, peak, bandwidth):
    ridge = Fraction(peak) / Fraction(bandwidth)
    per_row = 2 / (ridge * bytes_each) - Fraction(1, k) - Fraction(1, n)
    if per_row <= 0:
        return None
    return int(1 / per_row) + 1
