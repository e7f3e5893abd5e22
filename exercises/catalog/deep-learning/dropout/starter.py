import numpy as np


def dropout(x, p, training, rng):
    """Switch each entry off with probability p and scale the others by 1 / (1 - p); in evaluation, return x.

    x: any shape    rng: a NumPy generator, the only source of randomness

    Returns an array of the shape of x.

    With x = [2, -4, 6, 8] and p = 0.5, one of the results in training is [4, 0, 0, 16].
    """
    raise NotImplementedError("return the array")
