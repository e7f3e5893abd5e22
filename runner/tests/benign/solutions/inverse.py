import numpy as np


def inverse(A):
    return np.linalg.inv(A) @ A, np.linalg.pinv(A) @ A, float(np.linalg.slogdet(A @ np.linalg.inv(A))[1])
