"""arguments_unchanged

You replace −100 by 0 in the caller's labels. The caller still needs them: make a new array.
"""

import numpy as np


def loss_and_grads(x, W, labels, chunk, z_weight=0.0):
    m = (labels != -100).sum()
    loss, d_x, d_W = 0.0, np.zeros(x.shape), np.zeros(W.shape)
    has_label = labels != -100
    labels[~has_label] = 0
    for start in range(0, len(x), chunk):
        rows = start + np.flatnonzero(has_label[start : start + chunk])
        logits = x[rows] @ W
        top = logits.max(axis=1, keepdims=True)
        log_Z = top + np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        own = np.arange(len(rows)), labels[rows]
        loss += (z_weight * log_Z**2 + log_Z).sum() - logits[own].sum()

        d_logits = np.exp(logits - log_Z) * (1 + 2 * z_weight * log_Z)
        d_logits[own] -= 1
        d_x[rows] = d_logits @ W.T / m
        d_W += x[rows].T @ d_logits / m
    return loss / m, {"x": d_x, "W": d_W}
