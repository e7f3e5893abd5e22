"""column

A row minus a column is a matrix of all differences, and you average them all. Flatten the predictions to one axis
first.

---
Use y_pred.ravel().
"""

import numpy as np


def errors(y_true, y_pred):
    return y_true - y_pred


def mse(y_true, y_pred):
    return np.mean(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.sqrt(mse(y_true, y_pred))


def mae(y_true, y_pred):
    return np.mean(np.abs(errors(y_true, y_pred)))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.var(y_true)
