# The running variance is updated with the variance divided by n instead of n - 1.
import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    if training:
        mu = x.mean(axis=0)
        sigma2 = x.var(axis=0)
        new_mean = (1 - rho) * mean + rho * mu
        new_var = (1 - rho) * var + rho * sigma2
        y = gamma * (x - mu) / np.sqrt(sigma2 + eps) + beta
        return y, new_mean, new_var
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    return y, mean.copy(), var.copy()
