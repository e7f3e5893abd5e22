import numpy as np


def least_squares(X, y):
    by_library, *_ = np.linalg.lstsq(X, y, rcond=None)
    L = np.linalg.cholesky(X.T @ X)
    by_hand = np.linalg.solve(L.T, np.linalg.solve(L, X.T @ y))
    return by_library, by_hand
