"""explained

Your r2 divides a mean of squares by a sum of squares. Either both are sums or both are means.
"""

import numpy as np


def errors(y_true, y_pred):
    return y_true - y_pred.ravel()


def mse(y_true, y_pred):
    return np.mean(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.sqrt(mse(y_true, y_pred))


def mae(y_true, y_pred):
    return np.mean(np.abs(errors(y_true, y_pred)))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.sum((y_true - np.mean(y_true)) ** 2)
