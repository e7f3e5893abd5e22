import numpy as np


def polynomial(sigma):
    return sigma * (3.4445 + sigma**2 * (-4.775 + sigma**2 * 2.0315))


def singular_values(s, steps):
    sigma = s / (np.sqrt((s**2).sum()) + 1e-7)
    for _ in range(steps):
        sigma = polynomial(sigma)
    return sigma


def orthogonalise(M, steps):
    left, s, right = np.linalg.svd(M, full_matrices=False)
    return left * singular_values(s, steps) @ right


def orthogonality_error(X):
    gram = X.T @ X if len(X) > len(X.T) else X @ X.T
    squares = np.maximum(np.linalg.eigvalsh(gram), 0)  # rounding may make them negative
    return max(abs(root - 1) for root in np.sqrt(squares))


def muon_step(W, grad, B, lr, beta, decay):
    momentum = grad + beta * B
    direction = orthogonalise((1 + beta) * grad + beta * beta * B, 5)
    n, m = W.shape
    if n > m:
        direction = direction * (n / m) ** 0.5
    return (1 - lr * decay) * W - lr * direction, momentum
