"""evaluation_example

In evaluation you first move the running averages towards the batch, then normalise by them. So the result for an
example depends on the others. In evaluation they do not move.
"""

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
    mean = (1 - rho) * mean + rho * batch_mean
    var = (1 - rho) * var + rho * batch_var * len(x) / max(len(x) - 1, 1)
    if training:
        y = gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta
    else:
        batch_mean, batch_var = mean, var
    y = gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta
    return y, mean, var
