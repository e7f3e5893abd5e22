"""by_chance

The rows of each set are sorted by class, so consecutive batches would hold a single class. Shuffle once more after
joining the classes.
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
    orders = [np.concatenate(part) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
