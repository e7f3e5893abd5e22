import numpy as np


def ridge(X, y, penalty):
    """Center, so that the intercept drops out; solve (X'X + penalty I) w = X'y; then recover the intercept."""
    x_mean = X.mean(axis=0)
    A = X - x_mean  # (n, d)
    # The targets need no centring: the columns of A sum to 0, so a constant drops out of A.T @ y.
    w = np.linalg.solve(A.T @ A + penalty * np.eye(X.shape[1]), A.T @ y)  # (d,)
    return w, y.mean() - x_mean @ w
