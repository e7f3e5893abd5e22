import numpy as np


def split(x, y, validation, test, rng):
    """Three stratified sets of rows: ((x_train, y_train), (x_val, y_val), (x_test, y_test))."""
    parts = ([], [], [])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        n_test, n_validation = int(len(rows) * test), int(len(rows) * validation)
        cuts = np.split(rows, [len(rows) - n_test - n_validation, len(rows) - n_test])
        for part, cut in zip(parts, cuts):
            part.append(cut)
    orders = [rng.permutation(np.concatenate(part)) for part in parts]  # no longer class by class
    return tuple((x[order], y[order]) for order in orders)
