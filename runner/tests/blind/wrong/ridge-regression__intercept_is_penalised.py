# The intercept is treated as one more weight for a column of ones and is penalised like the others.
import numpy as np


def ridge(X, y, penalty):
    ones = np.ones((len(X), 1))
    X1 = np.hstack([X, ones])
    d = X1.shape[1]
    solution = np.linalg.solve(X1.T @ X1 + penalty * np.eye(d), X1.T @ y)
    return solution[:-1], float(solution[-1])
