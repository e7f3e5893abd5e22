def matmul_cost(m, k, n, bytes_each):
    """The FLOPs and bytes of the product of an (m, k) and a (k, n) matrix: a tuple of two ints.

    matmul_cost(16, 4096, 14336, 2) is (1879048192, 118030336).
    """
    raise NotImplementedError("return flops and bytes_moved")


def attention_cost(batch, length, heads, kv_heads, head_dim, bytes_each):
    """The FLOPs and bytes of attention in one decoding step: a tuple of two ints.

    attention_cost(16, 4096, 40, 8, 128, 2) is (1342177280, 268763136).
    """
    raise NotImplementedError("return flops and bytes_moved")


def elementwise_cost(size, inputs, operations, bytes_each):
    """The FLOPs and bytes of an operation on each entry of some arrays: a tuple of two ints.

    elementwise_cost(229376, 3, 5, 2) is (1146880, 1835008).
    """
    raise NotImplementedError("return flops and bytes_moved")


def roofline(flops, bytes_moved, peak, bandwidth):
    """What limits an operation: a dict with "intensity", "bound", "attainable" and "time".

    peak: FLOP/s    bandwidth: bytes/s
    """
    raise NotImplementedError("return the dict")


def critical_batch(k, n, bytes_each, peak, bandwidth):
    """The smallest m for which (m, k) times (k, n) is limited by arithmetic: an int, or None.

    critical_batch(4096, 14336, 2, 312e12, 2e12) is 165.
    """
    raise NotImplementedError("return the number of rows, or None")
