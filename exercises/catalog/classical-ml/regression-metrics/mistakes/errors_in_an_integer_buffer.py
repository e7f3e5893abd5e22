"""mixed_dtypes

You store the errors in an array of the targets' dtype. With integer targets every error is truncated to an integer.
Subtract the arrays instead: NumPy chooses a dtype that holds the result.
"""

import numpy as np


def errors(y_true, y_pred):
    buffer = np.zeros_like(y_true)
    buffer[:] = y_true - y_pred.ravel()
    return buffer


def mse(y_true, y_pred):
    return np.mean(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.sqrt(mse(y_true, y_pred))


def mae(y_true, y_pred):
    return np.mean(np.abs(errors(y_true, y_pred)))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.var(y_true)
