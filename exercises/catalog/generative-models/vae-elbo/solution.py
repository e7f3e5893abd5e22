import numpy as np


def sample_latent(mu, log_var, noise):
    """The reparametrization: all randomness is in the noise."""
    return mu + np.exp(log_var / 2) * noise


def kl_divergence(mu, log_var):
    """From N(mu, diag(exp(log_var))) to the standard normal distribution, example by example."""
    return (np.exp(log_var) + mu**2 - 1 - log_var).sum(axis=1) / 2


def negative_elbo(x, mu, log_var, noise, W, b):
    """The loss of a VAE whose decoder is one linear layer, and its gradients."""
    n = len(x)
    z = sample_latent(mu, log_var, noise)  # (n, k)
    logits = z @ W + b  # (n, d)
    losses = (np.logaddexp(0, logits) - x * logits).sum(axis=1) + kl_divergence(mu, log_var)

    d_logits = (np.exp(-np.logaddexp(0, -logits)) - x) / n
    d_z = d_logits @ W.T
    d_log_var = d_z * noise * np.exp(log_var / 2) / 2 + (np.exp(log_var) - 1) / (2 * n)
    return losses.mean(), {"W": z.T @ d_logits, "b": d_logits.sum(axis=0), "mu": d_z + mu / n, "log_var": d_log_var}
