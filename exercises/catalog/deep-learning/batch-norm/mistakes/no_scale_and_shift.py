"""training_example

You return the normalised batch. The learned scale γ and shift β are missing: they let the network undo the
normalisation where that helps.
"""

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    if training:
        batch_mean, batch_var = x.mean(axis=0), x.var(axis=0)
        mean = (1 - rho) * mean + rho * batch_mean
        var = (1 - rho) * var + rho * x.var(axis=0, ddof=1)
    else:
        batch_mean, batch_var = mean, var
    y = (x - batch_mean) / np.sqrt(batch_var + eps)
    return y, mean, var
