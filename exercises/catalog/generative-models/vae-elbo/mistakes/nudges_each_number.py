"""cost_of_the_gradients

Your gradients are right, but they take about as long as a forward pass for each number, which is what numerical
differences and complex steps need. A formula gives the gradients of all numbers for the price of a few forward passes:
derive it.
"""

import numpy as np


def sample_latent(mu, log_var, noise):
    return mu + np.exp(log_var / 2) * noise


def kl_divergence(mu, log_var):
    return (np.exp(log_var) + mu * mu - 1 - log_var).sum(axis=1) / 2


def negative_elbo(x, mu, log_var, noise, W, b):
    def losses(mu, log_var, W, b):
        logits = sample_latent(mu, log_var, noise) @ W + b
        small = np.log1p(np.exp(np.where(logits.real > 0, -logits, logits)))
        softplus = np.where(logits.real > 0, logits, 0) + small
        return (softplus - x * logits).sum(axis=1) + kl_divergence(mu, log_var)

    given, names = (mu, log_var, W, b), ["mu", "log_var", "W", "b"]
    grads = {name: complex_steps(losses, given, which, 1 / len(x)) for which, name in enumerate(names)}
    return losses(*given).mean(), grads


def complex_steps(function, given, which, G, h=1e-30):
    """The gradient of the sum of G times the result with respect to one argument, entry by entry."""
    slopes = np.zeros(given[which].shape)
    for at in np.ndindex(slopes.shape):
        nudged = [a.astype(complex) if i == which else a for i, a in enumerate(given)]
        nudged[which][at] += 1j * h
        slopes[at] = (function(*nudged) * G).sum().imag / h
    return slopes
