import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    sizes = x.size // len(gamma), len(gamma)
    rows, grads = x.reshape(sizes), G.reshape(sizes)
    normed, d_x = [], []
    for row, grad in zip(rows, grads):
        values, jacobian = norm(row, eps)
        normed.append(values)
        d_x.append(jacobian @ (gamma * grad))
    return {
        "gamma": np.einsum("nd,nd->d", normed, grads),
        "beta": np.einsum("nd->d", grads),
        "x": np.array(d_x).reshape(x.shape),
    }


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    grads = {"gamma": np.empty(len(gamma)), "beta": np.empty(len(gamma)), "x": np.empty(x.shape)}
    for j in range(len(gamma)):
        scale = (var[j] + eps) ** -0.5
        normed, jacobian = norm(x[:, j], eps) if training else ((x[:, j] - mean[j]) * scale, scale * np.eye(len(x)))
        grads["gamma"][j] = G[:, j] @ normed
        grads["beta"][j] = sum(G[:, j])
        grads["x"][:, j] = jacobian.T @ G[:, j] * gamma[j]
    return grads


def norm(row, eps):
    """A normalized row, and how each entry depends on each entry of the row: symmetric, (n, n)."""
    n = len(row)
    centred = row - np.average(row)
    variance = centred @ centred / n + eps
    jacobian = (np.eye(n) - 1 / n - np.outer(centred, centred) / (n * variance)) / np.sqrt(variance)
    return centred / np.sqrt(variance), jacobian
