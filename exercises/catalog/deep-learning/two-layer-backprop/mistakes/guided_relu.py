"""finite_differences

You drop the negative entries of the gradient at the hidden units, besides those of units that were off. A unit that was
on passes on its gradient, whatever its sign.
"""

import numpy as np


def loss_and_grads(params, x, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    n = len(x)
    rows = np.arange(n)

    z = x @ W1.T + b1
    h = np.maximum(z, 0)
    scores = h @ W2.T + b2

    scores = scores - scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()

    d_scores = np.exp(log_p)
    d_scores[rows, y] -= 1
    d_scores /= n

    d_h = d_scores @ W2
    d_z = d_h * (z > 0) * (d_h > 0)

    grads = {
        "W1": d_z.T @ x,
        "b1": d_z.sum(axis=0),
        "W2": d_scores.T @ h,
        "b2": d_scores.sum(axis=0),
    }
    return loss, grads
