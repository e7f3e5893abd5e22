"""arguments_unchanged

You subtract in place, so the caller's targets become errors. Write y_true - y_pred, which makes a new array.
"""

import numpy as np


def errors(y_true, y_pred):
    return y_true - y_pred.ravel()


def mse(y_true, y_pred):
    return np.mean(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.sqrt(mse(y_true, y_pred))


def mae(y_true, y_pred):
    y_true -= y_pred.ravel()
    return np.mean(np.abs(y_true))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.var(y_true)
