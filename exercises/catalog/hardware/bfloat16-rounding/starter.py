import numpy as np


def to_bfloat16(x):
    """Round float32 numbers to the nearest bfloat16, ties to even.

    x: float32, any shape

    Returns float32 of the same shape, the lower 16 bits of each number 0.

    to_bfloat16 of [257, 259, 257.01] is [256, 260, 258].
    """
    # the bits of a float32 array: x.view(np.uint32)

    raise NotImplementedError("return the rounded numbers")


def train_weight(w, step, times, master):
    """Add a step to a weight again and again, in bfloat16.

    w, step: numbers    times: an integer    master: whether the sum is kept in float32

    Returns a float32 number.

    train_weight(256, 1, 100, False) is 256, train_weight(256, 1, 100, True) is 356.
    """
    raise NotImplementedError("return the weight")
