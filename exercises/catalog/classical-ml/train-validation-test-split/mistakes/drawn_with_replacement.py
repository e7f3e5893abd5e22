"""every_row_once

You draw rows with replacement: some appear twice and some not at all. Shuffle and slice instead.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for label in np.unique(y):
        rows = rng.choice(np.flatnonzero(y == label), size=(y == label).sum())
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
