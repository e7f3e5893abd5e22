import numpy as np


def dead_relus(weights, biases, batches):
    """For each hidden layer, which of its ReLUs are off for every row of every batch.

    weights: list of (d_l, d_{l-1})    biases: list of (d_l,)    batches: list of (n_k, d_0)

    Returns a list of boolean arrays (d_l,). With W = [[1, 0], [0, 1], [-1, -1]], b = [0, -3, 0.5] and the batch
    [[1, 2], [-0.5, 0.5]]: [array([False, True, False])].
    """
    raise NotImplementedError("remember for each unit whether it was ever on")
