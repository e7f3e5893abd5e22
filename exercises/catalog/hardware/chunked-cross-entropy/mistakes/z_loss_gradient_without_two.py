"""worked_example

In the gradient of your z-loss the factor 2 is missing: the derivative of a square is twice the value.
"""

import numpy as np


def loss_and_grads(x, W, labels, chunk, z_weight=0.0):
    m = (labels != -100).sum()
    loss, d_x, d_W = 0.0, np.zeros(x.shape), np.zeros(W.shape)
    for start in range(0, len(x), chunk):
        rows = start + np.flatnonzero(labels[start : start + chunk] != -100)
        logits = x[rows] @ W
        top = logits.max(axis=1, keepdims=True)
        log_Z = top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        own = np.arange(len(rows)), labels[rows]
        loss += (z_weight * log_Z**2 + log_Z).sum() - logits[own].sum()

        d_logits = np.exp(logits - log_Z) * (1 + z_weight * log_Z)
        d_logits[own] -= 1
        d_x[rows] = d_logits @ W.T / m
        d_W += x[rows].T @ d_logits / m
    return loss / m, {"x": d_x, "W": d_W}
