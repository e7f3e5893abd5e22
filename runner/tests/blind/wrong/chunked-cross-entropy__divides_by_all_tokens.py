# Loss and gradients are divided by all n tokens instead of by those that have a label.
import numpy as np


def loss_and_grads(x, W, labels, chunk, z_weight=0.0):
    n, d = x.shape
    m = n
    loss = 0.0
    grad_x = np.zeros((n, d))
    grad_W = np.zeros(W.shape)
    for start in range(0, n, chunk):
        rows = slice(start, start + chunk)
        y = labels[rows]
        real = y != -100
        z = x[rows] @ W
        top = z.max(axis=1, keepdims=True)
        e = np.exp(z - top)
        total = e.sum(axis=1, keepdims=True)
        log_Z = (top + np.log(total))[:, 0]
        i = np.flatnonzero(real)
        loss += np.sum(log_Z[i] - z[i, y[i]] + z_weight * log_Z[i] ** 2)
        dz = e / total * (1 + 2 * z_weight * log_Z)[:, None]
        dz[i, y[i]] -= 1
        dz[~real] = 0
        dz /= m
        grad_x[rows] = dz @ W.T
        grad_W += x[rows].T @ dz
    return float(loss / m), {"x": grad_x, "W": grad_W}
