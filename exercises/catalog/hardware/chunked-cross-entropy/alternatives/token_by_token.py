import math

import numpy as np


def loss_and_grads(x, W, labels, chunk, z_weight=0.0):
    counted = [i for i, label in enumerate(labels.tolist()) if label >= 0]
    share = 1 / len(counted)
    losses, d_x, d_W = [], np.zeros_like(x), np.zeros_like(W)
    for i in counted:
        z = x[i] @ W
        log_Z = math.log(np.exp(z - z.max()).sum()) + z.max()
        losses.append(log_Z - z[labels[i]] + z_weight * log_Z * log_Z)
        slope = np.exp(z - log_Z) * (share + share * z_weight * log_Z * 2)
        slope[labels[i]] -= share
        d_x[i] = W @ slope
        d_W += np.outer(x[i], slope)
    return math.fsum(losses) * share, {"x": d_x, "W": d_W}
