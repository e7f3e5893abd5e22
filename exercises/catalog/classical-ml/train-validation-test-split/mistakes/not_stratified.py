"""shares

You split all rows at once, so the share of a class is random, and a rare class may get no rows. Split each class
separately.
"""

import numpy as np


def split(x, y, validation, test, rng):
    parts = ([], [], [])
    for rows in [rng.permutation(len(y))]:
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]
    return tuple((x[order], y[order]) for order in orders)
