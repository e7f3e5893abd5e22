"""evaluation_example

Your running averages change in evaluation as well. They describe the training data: leave them unchanged.
"""

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    if training:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
        mean = (1 - rho) * mean + rho * batch_mean
        var = (1 - rho) * var + rho * x.var(axis=0, ddof=1)
    else:
        batch_mean, batch_var = mean, var
        mean = (1 - rho) * mean + rho * x.mean(axis=0)
        var = (1 - rho) * var + rho * x.var(axis=0, ddof=1)
    y = gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta
    return y, mean, var
