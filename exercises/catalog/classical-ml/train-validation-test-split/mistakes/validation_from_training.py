"""worked_example

Your validation rows are also in the training set, so you judge a model by rows it has memorised.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
        parts[0].append(cuts[1])
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
