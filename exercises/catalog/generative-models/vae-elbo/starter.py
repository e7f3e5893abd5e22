import numpy as np


def sample_latent(mu, log_var, noise):
    """A sample of each example's latent vector.

    mu, log_var, noise: (n, k)

    Returns z, (n, k).
    """
    raise NotImplementedError("return z")


def kl_divergence(mu, log_var):
    """How far each example's distribution is from the standard normal one.

    mu, log_var: (n, k)

    Returns (n,).

    With mu = [[1, 0, -2]] and log_var = [[0, log 4, 0]] the result is [3.307].
    """
    raise NotImplementedError("return a divergence for each example")


def negative_elbo(x, mu, log_var, noise, W, b):
    """The loss of a VAE with one sample for each example.

    x: (n, d)    mu, log_var, noise: (n, k)    W: (k, d)    b: (d,)

    Returns (loss, grads) with grads = {"W": (k, d), "b": (d,), "mu": (n, k), "log_var": (n, k)}.
    """
    # z: (n, k)

    # logits: (n, d)

    raise NotImplementedError("return loss and grads")
