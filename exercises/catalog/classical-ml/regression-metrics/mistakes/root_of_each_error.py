"""squared_errors

Your rmse takes the root of each square and then the mean, which is the MAE. Take the mean first.
"""

import numpy as np


def errors(y_true, y_pred):
    return y_true - y_pred.ravel()


def mse(y_true, y_pred):
    return np.mean(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.mean(np.sqrt(errors(y_true, y_pred) ** 2))


def mae(y_true, y_pred):
    return np.mean(np.abs(errors(y_true, y_pred)))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.var(y_true)
