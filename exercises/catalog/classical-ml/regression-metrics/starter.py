import numpy as np


def mse(y_true, y_pred):
    """Mean squared error. y_true: (n,)    y_pred: (n,) or (n, 1)

    mse([1, 2, 3, 6], [3, 2, 2, 6]) is 1.25.
    """
    raise NotImplementedError


def rmse(y_true, y_pred):
    """Root of the mean squared error. rmse([1, 2, 3, 6], [3, 2, 2, 6]) is 1.118."""
    raise NotImplementedError


def mae(y_true, y_pred):
    """Mean absolute error. mae([1, 2, 3, 6], [3, 2, 2, 6]) is 0.75."""
    raise NotImplementedError


def r2(y_true, y_pred):
    """Fraction of the targets' variance that the predictions explain. r2([1, 2, 3, 6], [3, 2, 2, 6]) is 0.643."""
    raise NotImplementedError
