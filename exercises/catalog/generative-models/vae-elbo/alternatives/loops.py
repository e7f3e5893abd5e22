import math

import numpy as np


def sample_latent(mu, log_var, noise):
    rows = []
    for means, logs, draws in zip(mu, log_var, noise):
        rows.append([m + math.sqrt(math.exp(v)) * e for m, v, e in zip(means, logs, draws)])
    return np.array(rows)


def kl_divergence(mu, log_var):
    totals = []
    for means, logs in zip(mu, log_var):
        totals.append(sum(0.5 * (math.exp(v) + m * m - 1 - v) for m, v in zip(means, logs)))
    return np.array(totals)


def negative_elbo(x, mu, log_var, noise, W, b):
    z, loss = sample_latent(mu, log_var, noise), 0.0
    grads = {"W": np.zeros(W.shape), "b": np.zeros(b.shape), "mu": mu / len(x), "log_var": np.empty(mu.shape)}
    for i in range(len(x)):
        d_z = np.zeros(len(z[i]))
        for j in range(len(b)):
            logit = float(z[i] @ W[:, j] + b[j])
            loss += max(logit, 0) + math.log1p(math.exp(-abs(logit))) - x[i, j] * logit
            slope = ((1 + math.tanh(logit / 2)) / 2 - x[i, j]) / len(x)
            grads["W"][:, j] += slope * z[i]
            grads["b"][j] += slope
            d_z += slope * W[:, j]
        grads["mu"][i] += d_z
        grads["log_var"][i] = d_z * (z[i] - mu[i]) / 2 + np.expm1(log_var[i]) / len(x) / 2
    return (loss + sum(kl_divergence(mu, log_var))) / len(x), grads
