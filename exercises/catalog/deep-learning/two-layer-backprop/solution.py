import numpy as np


def loss_and_grads(params, x, y):
    """Mean softmax cross-entropy of a two-layer ReLU network, and the gradient of each parameter."""
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    n = len(x)
    rows = np.arange(n)

    # Forward, keeping what the backward pass needs.
    z = x @ W1.T + b1  # (n, h)
    h = np.maximum(z, 0)  # (n, h)
    scores = h @ W2.T + b2  # (n, c)

    # Shifting a row of scores changes no probability, and keeps exp from overflowing.
    scores = scores - scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))  # (n, c)
    loss = -log_p[rows, y].mean()

    # Backward: each line is the chain rule through the matching forward line.
    d_scores = np.exp(log_p)  # softmax minus one-hot, averaged
    d_scores[rows, y] -= 1
    d_scores /= n  # (n, c)

    d_z = d_scores @ W2 * (z > 0)  # (n, h); units that were off pass no gradient

    grads = {
        "W1": d_z.T @ x,  # (h, n) @ (n, d)
        "b1": d_z.sum(axis=0),  # a bias is added to every row, so it receives a gradient from every row
        "W2": d_scores.T @ h,  # (c, n) @ (n, h)
        "b2": d_scores.sum(axis=0),
    }
    return loss, grads
