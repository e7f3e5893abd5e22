"""explained

Your r2 is the squared correlation, which stays the same even if all predictions are a thousand too high. R² is 1 minus
the sum of squared errors over the sum of squared deviations from the mean.
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
    return np.corrcoef(y_true, y_pred.ravel())[0, 1] ** 2
