# The parts of the classes are joined one after the other and never mixed, so each set is sorted by class.
import numpy as np


def split(x, y, validation, test, rng):
    train_rows, val_rows, test_rows = [], [], []
    for k in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == k))
        n_test = int(len(rows) * test)
        n_val = int(len(rows) * validation)
        test_rows.append(rows[:n_test])
        val_rows.append(rows[n_test : n_test + n_val])
        train_rows.append(rows[n_test + n_val :])
    result = []
    for part in (train_rows, val_rows, test_rows):
        rows = np.concatenate(part)
        result.append((x[rows], y[rows]))
    return tuple(result)
