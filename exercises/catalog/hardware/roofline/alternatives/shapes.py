import itertools

import numpy as np


def count(*shapes):
    return int(sum(np.prod(shape) for shape in shapes))


def matmul_cost(m, k, n, bytes_each):
    terms = count((m, n, k), (m, n, k))  # products and sums
    return terms, count((m, k), (k, n), (m, n)) * bytes_each


def attention_cost(batch, length, heads, kv_heads, head_dim, bytes_each):
    flops, _ = matmul_cost(1, head_dim, length, bytes_each)
    weighted, _ = matmul_cost(1, length, head_dim, bytes_each)
    query, cache = (batch, heads, head_dim), (batch, kv_heads, length, head_dim)
    return batch * heads * (flops + weighted), bytes_each * count(query, cache, cache, query)


def elementwise_cost(size, inputs, operations, bytes_each):
    arrays = [size] * inputs + [size]
    return operations * size, sum(arrays) * bytes_each


def roofline(flops, bytes_moved, peak, bandwidth):
    seconds = {"compute": flops / peak, "memory": bytes_moved / bandwidth}
    bound = max(seconds, key=seconds.get)
    time = seconds[bound]
    return {"intensity": flops / bytes_moved, "bound": bound, "attainable": flops / time, "time": time}


def critical_batch(k, n, bytes_each, peak, bandwidth):
    """Try one after the other."""
    highest = 2 / (bytes_each * (1 / k + 1 / n))  # intensity, of very many rows
    if highest * bandwidth <= peak:
        return None
    for m in itertools.count(1):
        if roofline(*matmul_cost(m, k, n, bytes_each), peak, bandwidth)["bound"] == "compute":
            return m
