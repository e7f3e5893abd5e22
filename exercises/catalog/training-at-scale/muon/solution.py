import numpy as np

COEFFICIENTS = 3.4445, -4.7750, 2.0315
EPS = 1e-7


def orthogonalise(M, steps):
    """Newton-Schulz, with the short side first."""
    a, b, c = COEFFICIENTS
    is_tall = M.shape[0] > M.shape[1]
    X = (M.T if is_tall else M) / (np.linalg.norm(M) + EPS)  # (short, long)
    for _ in range(steps):
        A = X @ X.T  # (short, short)
        X = a * X + (b * A + c * A @ A) @ X
    return X.T if is_tall else X


def singular_values(s, steps):
    """Each singular value goes its own way, after the division by their norm."""
    a, b, c = COEFFICIENTS
    s = s / (np.linalg.norm(s) + EPS)
    for _ in range(steps):
        s = a * s + b * s**3 + c * s**5
    return s


def orthogonality_error(X):
    """The largest distance of a singular value from 1."""
    return np.abs(np.linalg.svd(X, compute_uv=False) - 1).max()


def muon_step(W, grad, B, lr, beta, decay):
    """Momentum as Nesterov's, orthogonalized, and decay of the weights themselves."""
    B = beta * B + grad
    update = orthogonalise(grad + beta * B, 5)
    scale = np.sqrt(max(1, W.shape[0] / W.shape[1]))
    return W - lr * (scale * update + decay * W), B
