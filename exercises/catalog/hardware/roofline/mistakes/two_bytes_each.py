"""matrix_products

You count two bytes for every number. The size of a number is an argument.
"""

import math


def matmul_cost(m, k, n, bytes_each):
    """Read both matrices, write the result."""
    return 2 * m * k * n, (m * k + k * n + m * n) * 2


def attention_cost(batch, length, heads, kv_heads, head_dim, bytes_each):
    """Read the queries and the cache, write the result."""
    flops = batch * heads * length * (2 * head_dim + 2 * head_dim)  # a score, a weighted value
    queries = results = batch * heads * head_dim
    keys = values = batch * kv_heads * length * head_dim
    return flops, (queries + keys + values + results) * bytes_each


def elementwise_cost(size, inputs, operations, bytes_each):
    """Read the inputs, write the result."""
    return size * operations, size * (inputs + 1) * bytes_each


def roofline(flops, bytes_moved, peak, bandwidth):
    """Arithmetic and memory traffic overlap: the slower one counts."""
    intensity = flops / bytes_moved
    return {
        "intensity": intensity,
        "bound": "compute" if intensity > peak / bandwidth else "memory",
        "attainable": min(peak, intensity * bandwidth),
        "time": max(flops / peak, bytes_moved / bandwidth),
    }


def critical_batch(k, n, bytes_each, peak, bandwidth):
    """Solve 2 m k n > scale * (m k + k n + m n) for m, with scale = ridge * bytes_each."""
    scale = peak / bandwidth * bytes_each
    gain = 2 * k * n - scale * (k + n)  # by one more row
    return math.ceil(scale * k * n / gain) if gain > 0 else None
