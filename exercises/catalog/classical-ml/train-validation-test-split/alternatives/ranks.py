import math

import numpy as np


def split(x, y, validation, test, rng):
    chance = rng.random(len(y))
    where = np.empty(len(y))
    for label in set(y.tolist()):
        rows = np.flatnonzero(y == label)
        n = len(rows)
        rank = chance[rows].argsort().argsort()
        n_test = math.floor(n * test)
        where[rows] = np.where(rank < n_test, 2, np.where(rank < n_test + math.floor(n * validation), 1, 0))
    order = rng.permutation(len(y))
    sets = [order[where[order] == part] for part in (0, 1, 2)]
    return tuple((x.take(rows, axis=0), y.take(rows)) for rows in sets)
