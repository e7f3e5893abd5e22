"""evaluation_example

In evaluation you normalise by the running averages, which is right, but then you move them. They move in training only:
otherwise each prediction changes the next one.
"""

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    if training:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
        mean = (1 - rho) * mean + rho * batch_mean
        var = (1 - rho) * var + rho * x.var(axis=0, ddof=1)
        return gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta, mean, var
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    return y, (1 - rho) * mean + rho * x.mean(axis=0), (1 - rho) * var + rho * x.var(axis=0)
