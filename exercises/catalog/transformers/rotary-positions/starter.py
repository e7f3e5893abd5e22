import numpy as np


def rotate(x, positions, base=10000.0):
    """Rotary position embedding of neighboring pairs of features.

    x: (..., n, d), d even    positions: (n,) integers    base: a number

    Returns (..., n, d).

    With x = [[1, 0, 2, 1]], positions = [2] and base = 16 the result is [[-0.416, 0.909, 1.276, 1.836]].
    """
    # angles: (n, d/2)

    raise NotImplementedError("return the rotated vectors")
