import numpy as np


def causal_mask(n, m):
    """Booleans of shape (n, m): True where query i, one of the last n of m positions, may see key j.

    causal_mask(2, 4) is [[True, True, True, False], [True, True, True, True]].
    """
    raise NotImplementedError("return the mask")


def causal_weights(scores):
    """Attention weights under the causal mask.

    scores: (..., n, m)

    Returns (..., n, m): hidden keys get 0, each row sums to 1.

    With scores = [[1, 5], [0, log 3]] the weights are [[1, 0], [0.25, 0.75]].
    """
    raise NotImplementedError("return the weights")
