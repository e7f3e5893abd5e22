import numpy as np


def ridge(X, y, penalty):
    # Along each singular direction least squares is shrunk by s² / (s² + penalty).
    x_mean = np.average(X, axis=0)
    U, s, Vt = np.linalg.svd(X - x_mean, full_matrices=False)
    w = Vt.T @ (s / (s * s + penalty) * (U.T @ y))
    return w, np.average(y) - np.dot(x_mean, w)
