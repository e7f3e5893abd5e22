"""by_chance

Nothing is drawn: the first rows of each class are always trained on. If the table is sorted by time
or place, your sets differ in more than chance.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [np.concatenate(part) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
