import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    """Normalize by the batch in training, by the running averages in evaluation."""
    if training:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)  # (d,)
        mean = (1 - rho) * mean + rho * batch_mean
        var = (1 - rho) * var + rho * x.var(axis=0, ddof=1)  # unbiased
    else:
        batch_mean, batch_var = mean, var
    y = gamma * (x - batch_mean) / np.sqrt(batch_var + eps) + beta
    return y, mean, var
