"""worked_example

The rows left over by rounding are in no set. They belong to the training set.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        cuts[0] = cuts[0][: int(len(rows) * (1 - test - validation))]
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
