# R2 is computed as the square of the correlation, which is never negative and ignores any bias of the predictions.
import numpy as np


def errors(y_true, y_pred):
    return np.asarray(y_true, dtype=float) - np.asarray(y_pred, dtype=float).reshape(-1)


def mse(y_true, y_pred):
    return float(np.mean(errors(y_true, y_pred) ** 2))


def rmse(y_true, y_pred):
    return mse(y_true, y_pred) ** 0.5


def mae(y_true, y_pred):
    return float(np.mean(np.abs(errors(y_true, y_pred))))


def r2(y_true, y_pred):
    return float(np.corrcoef(y_true, np.reshape(y_pred, -1))[0, 1] ** 2)
