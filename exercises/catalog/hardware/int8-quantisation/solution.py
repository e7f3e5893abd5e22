import numpy as np


def quantise(W):
    """The largest entry of each row becomes 127 or -127."""
    largest = np.abs(W).max(axis=1)  # (n,)
    scales = np.where(largest > 0, largest / np.float32(127), np.float32(1))
    q = np.round(W / scales[:, None]).astype(np.int8)  # (n, m)
    return q, scales


def dequantise(q, scales):
    """One product for each entry, in float32: an int8 product would overflow."""
    return q.astype(np.float32) * scales[:, None]
