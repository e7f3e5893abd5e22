"""any_numbers

You clip R² at 0. A model worse than the mean has a negative R², and that is worth knowing.
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
    return max(0.0, 1 - mse(y_true, y_pred) / np.var(y_true))
