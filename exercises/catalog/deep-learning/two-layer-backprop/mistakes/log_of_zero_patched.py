"""large_scores

You take the logarithm of a probability that has become 0, with a small number added to keep it finite. That makes the
loss of a confident wrong answer too small.

---
Compute log-softmax as s - log(sum(exp(s))) instead.
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
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y] + 1e-12).mean()
    d_scores = p.copy()
    d_scores[rows, y] -= 1
    d_scores /= n
    d_z = d_scores @ W2 * (z > 0)
    return loss, {"W1": d_z.T @ x, "b1": d_z.sum(axis=0), "W2": d_scores.T @ h, "b2": d_scores.sum(axis=0)}
