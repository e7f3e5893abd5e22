"""worked_example

Your validation set is a fraction of the rows left after the test set. Both shares refer to the whole class.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_test, n_validation = int(len(rows) * test), int((len(rows) - int(len(rows) * test)) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
