import numpy as np


def k_fold(n, k, rng):
    """Splits for k-fold cross-validation of n examples. rng: a NumPy generator.

    Returns a list of k tuples (training, validation), arrays of indices.

    One of the results for n = 5 and k = 2 is [([1, 2], [3, 0, 4]), ([3, 0, 4], [1, 2])].
    """
    raise NotImplementedError("return the splits")
