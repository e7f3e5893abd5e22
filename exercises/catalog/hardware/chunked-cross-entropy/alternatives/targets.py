import numpy as np


def loss_and_grads(x, W, labels, chunk, z_weight=0.0):
    counted = np.flatnonzero(labels >= 0)
    total, d_x, d_W = 0.0, np.zeros_like(x), np.zeros_like(W)
    for rows in np.split(counted, range(chunk, len(counted), chunk)):
        logits = x[rows] @ W
        target = labels[rows, None] == np.arange(W.shape[1])
        log_Z = np.logaddexp.reduce(logits, axis=1)
        total += np.sum(log_Z * (1 + z_weight * log_Z)) - logits[target].sum()
        factor = 1 + 2 * z_weight * log_Z
        d_logits = (np.exp(logits - log_Z[:, None]) * factor[:, None] - target) / len(counted)
        d_x[rows] = d_logits @ W.T
        d_W += np.einsum("nd,nv->dv", x[rows], d_logits)
    return total / len(counted), {"x": d_x, "W": d_W}
