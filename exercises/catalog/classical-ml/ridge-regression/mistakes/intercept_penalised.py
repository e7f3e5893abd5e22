"""worked_example

You penalise the intercept like a weight. Then the solution changes if you shift all targets. Leave it out: centre the
data, or put a 0 on the diagonal.
"""

import numpy as np


def ridge(X, y, penalty):
    A = np.column_stack([X, np.ones(len(X))])
    theta = np.linalg.solve(A.T @ A + penalty * np.eye(A.shape[1]), A.T @ y)
    return theta[:-1], theta[-1]
