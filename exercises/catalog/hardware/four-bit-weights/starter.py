import numpy as np


def quantise(W, levels, group_size):
    """Round each weight to the nearest level times the scale of its group.

    W: (n, m) of float32    levels: (16,), ascending    group_size: int

    Returns (packed, scales): (n, m / 2) of uint8 and (n, m / group_size) of float32.

    With the levels -8/8, -7/8, ..., 7/8 and group_size = 4, the row [-0.8, 0.29, 0.04, 0.52] gives [11, 141] and [0.8].
    """
    # scales

    # codes

    # two codes in each byte

    raise NotImplementedError("return the bytes and the scales")


def dequantise(packed, scales, levels):
    """The matrix that the codes stand for.

    packed: (n, m / 2) of uint8    scales: (n, m / group_size) of float32

    Returns (n, m) of float32.

    With the levels above, [11, 141] and [0.8] give [-0.8, 0.3, 0, 0.5].
    """
    raise NotImplementedError("return the matrix")


def error_bound(scales, levels):
    """The largest error that a weight of each group can have.

    Returns (n, m / group_size) floats.
    """
    raise NotImplementedError("return the bound of each group")


def nf4_levels():
    """The 16 levels of NF4, ascending: (16,) floats."""
    raise NotImplementedError("return the levels")
