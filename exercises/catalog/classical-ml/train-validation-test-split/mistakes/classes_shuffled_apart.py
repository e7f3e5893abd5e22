"""every_row_once

The rows are in a new order and the classes in another, so most rows carry a class that is not
theirs. Shuffle row numbers and index both with them.
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
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[np.sort(order)]) for order in orders)
