import numpy as np


def sample_latent(mu, log_var, noise):
    return np.exp(log_var) ** 0.5 * noise + mu


def kl_divergence(mu, log_var):
    variance = np.exp(log_var)
    return 0.5 * np.einsum("nk->n", mu * mu + variance) - 0.5 * np.einsum("nk->n", 1 + log_var)


def negative_elbo(x, mu, log_var, noise, W, b):
    # the bias as one more row of W, with a latent entry that is always 1
    z = sample_latent(mu, log_var, noise)
    inputs, weights = np.hstack([z, np.ones((len(z), 1))]), np.vstack([W, b])
    logits = inputs @ weights
    white = -np.logaddexp(0, -logits)  # log of the probability of 1, and of 0
    black = -np.logaddexp(0, logits)
    loss = np.sum(kl_divergence(mu, log_var)) - np.sum(x * white + (1 - x) * black)
    slope = (1 - x) * np.exp(white) - x * np.exp(black)
    d_weights, d_z = inputs.T @ slope, slope @ W.T
    d_log_var = (d_z * (z - mu) + np.exp(log_var) - 1) / 2
    n = len(x)
    return loss / n, {"mu": (d_z + mu) / n, "log_var": d_log_var / n, "W": d_weights[:-1] / n, "b": d_weights[-1] / n}
