import numpy as np


def sinusoidal_positions(positions, d):
    """Sinusoidal position vectors.

    positions: integers, any shape (...)    d: an even number of features

    Returns floats (..., d): sines in the even columns, cosines in the odd ones.

    sinusoidal_positions(np.array([1]), 4) is [[0.8415, 0.5403, 0.0100, 1.0000]].
    """
    # angles: (..., d/2), one for each pair of features

    raise NotImplementedError("return the vectors")
