# The gradient of the log-variance has only the divergence's part; that through the sample is missing.
import numpy as np


def sample_latent(mu, log_var, noise):
    return mu + np.exp(log_var / 2) * noise


def kl_divergence(mu, log_var):
    return 0.5 * np.sum(np.exp(log_var) + mu**2 - 1 - log_var, axis=1)


def sigmoid(l):
    e = np.exp(-np.abs(l))
    return np.where(l >= 0, 1 / (1 + e), e / (1 + e))


def negative_elbo(x, mu, log_var, noise, W, b):
    n = len(x)
    z = sample_latent(mu, log_var, noise)
    logits = z @ W + b
    cross_entropy = (np.logaddexp(0, logits) - x * logits).sum(axis=1)
    loss = np.mean(cross_entropy + kl_divergence(mu, log_var))

    d_logits = (sigmoid(logits) - x) / n
    d_z = d_logits @ W.T
    grads = {
        "W": z.T @ d_logits,
        "b": d_logits.sum(axis=0),
        "mu": d_z + mu / n,
        "log_var": 0.5 * (np.exp(log_var) - 1) / n,
    }
    return float(loss), grads
