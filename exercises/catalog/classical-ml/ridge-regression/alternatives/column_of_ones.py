import numpy as np


def ridge(X, y, penalty):
    n, d = X.shape
    A = np.column_stack([X, np.ones(n)])
    price = np.diag([penalty] * d + [0.0])  # the intercept is free
    theta = np.linalg.inv(A.T @ A + price) @ A.T @ y
    return theta[:d], float(theta[d])
