"""training_example

Your running variance uses the variance with 1/n. As an estimate for all data that is too small: use the one with 1/(n -
1).
"""

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    if training:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
        mean = (1 - rho) * mean + rho * batch_mean
        var = (1 - rho) * var + rho * x.var(axis=0)
    else:
        batch_mean, batch_var = mean, var
    y = gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta
    return y, mean, var
