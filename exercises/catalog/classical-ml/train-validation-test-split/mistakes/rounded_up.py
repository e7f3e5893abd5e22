"""worked_example

You round the sizes of the small sets up. Round them down; leftover rows go to the training set.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_test, n_validation = int(np.ceil(len(rows) * test)), int(np.ceil(len(rows) * validation))
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
