import math

import numpy as np


def batch_norm(x, gamma, beta, mean, var, training, rho=0.1, eps=1e-5):
    n, d = x.shape
    y, mean, var = np.empty((n, d)), mean.copy(), var.copy()
    for j in range(d):
        mu, sigma2 = mean[j], var[j]
        if training:
            mu = sum(x[:, j]) / n
            squares = sum((v - mu) ** 2 for v in x[:, j])
            sigma2 = squares / n
            mean[j] += rho * (mu - mean[j])
            var[j] += rho * (squares / (n - 1) - var[j])
        for i in range(n):
            y[i, j] = gamma[j] * (x[i, j] - mu) / math.sqrt(sigma2 + eps) + beta[j]
    return y, mean, var
