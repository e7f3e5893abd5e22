"""absolute_errors

Your mae is the median of the absolute errors. The M in MAE stands for mean.
"""

import numpy as np


def errors(y_true, y_pred):
    return y_true - y_pred.ravel()


def mse(y_true, y_pred):
    return np.mean(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.sqrt(mse(y_true, y_pred))


def mae(y_true, y_pred):
    return np.median(np.abs(errors(y_true, y_pred)))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.var(y_true)
