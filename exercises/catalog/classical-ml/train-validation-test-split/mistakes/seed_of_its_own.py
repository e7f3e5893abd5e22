"""by_chance

The split is the same for every rng: you draw from your own generator. Use rng.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    rng = np.random.default_rng(0)
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
