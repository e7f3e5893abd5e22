"""squared_errors

Your mse is the sum of the squared errors. Take their mean, or it grows with the number of examples.
"""

import numpy as np


def errors(y_true, y_pred):
    return y_true - y_pred.ravel()


def mse(y_true, y_pred):
    return np.sum(errors(y_true, y_pred) ** 2)


def rmse(y_true, y_pred):
    return np.sqrt(mse(y_true, y_pred))


def mae(y_true, y_pred):
    return np.mean(np.abs(errors(y_true, y_pred)))


def r2(y_true, y_pred):
    return 1 - mse(y_true, y_pred) / np.sum((y_true - y_true.mean()) ** 2)
