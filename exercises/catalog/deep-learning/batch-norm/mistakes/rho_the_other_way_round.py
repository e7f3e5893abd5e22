"""training_example

You keep ρ of the running average and take 1 - ρ of the batch. It should move only a little: take ρ of the batch.
"""

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    if training:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
        mean = rho * mean + (1 - rho) * batch_mean
        var = rho * var + (1 - rho) * x.var(axis=0, ddof=1)
    else:
        batch_mean, batch_var = mean, var
    y = gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta
    return y, mean, var
