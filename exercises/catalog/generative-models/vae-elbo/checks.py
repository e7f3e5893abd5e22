import math

import numpy as np
import torch

from runner.judge import check, close, gradient, parts, preserves_arguments, scales_like


@check(example=True)
def worked_example(learner, rng):
    """Sample, divergence, loss and gradients of the worked example"""
    mu, log_var = np.array([[1.0, 0.0, -2.0], [0.0, 1.0, 1.0]]), np.log([[1.0, 4.0, 1.0], [0.25, 1.0, 1.0]])
    noise = np.array([[1.0, -1.0, 0.5], [2.0, 0.0, -1.0]])
    z = np.array([[2.0, -2.0, -1.5], [1.0, 1.0, 0.0]])
    close(learner.sample_latent(mu, log_var, noise), z, name="your sample")
    compare_divergences(learner, mu, log_var)
    x, b = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0]]), np.array([0.5, 0.0, 0.0, -1.0])
    W = np.array([[1.0, 0.0, -1.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0]])
    compare_losses(learner, x, mu, log_var, noise, W, b)


@check
def any_size(learner, rng):
    """Any number of images, latent entries and pixels, and pixels between 0 and 1"""
    for n, k, d in [(5, 2, 7), (3, 4, 3), (1, 2, 5), (4, 1, 1), (12, 8, 100)]:
        x, mu, log_var, noise, W, b = draw(rng, n, k, d)
        close(learner.sample_latent(mu, log_var, noise), mu + np.sqrt(np.exp(log_var)) * noise, name="your sample")
        compare_divergences(learner, mu, log_var)
        compare_losses(learner, x, mu, log_var, noise, W, b)
        compare_losses(learner, rng.uniform(size=(n, d)), mu, log_var, noise, W, b)
    compare_divergences(learner, np.zeros((2, 3)), np.zeros((2, 3)))


@check
def large_logits(learner, rng):
    """Logits of ±1000 give an exact loss and exact gradients"""
    x, mu, log_var, noise, W, b = draw(rng, 3, 2, 6)
    compare_losses(learner, x, mu, log_var, noise, W, rng.permutation([1000.0, -1000.0, 800.0, -800.0, 0.0, 40.0]))


@check
def cost_of_the_gradients(learner, rng):
    """1,204 gradients take as long as a formula needs, not a forward pass for each"""
    scales_like(
        learner,
        lambda given: learner.negative_elbo(*given),
        pixel_by_pixel,
        (8, 64),
        draw=lambda n: draw(rng, n, 8, 20),
        most=8,
        size="the number of images",
        name="your tuple (loss, grads)",
    )


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, mu, log_var, noise, W, b = draw(rng, 3, 2, 4)
    close(learner.sample_latent(mu, log_var, noise), mu + np.sqrt(np.exp(log_var)) * noise, name="your sample")
    compare_divergences(learner, mu, log_var)
    compare_losses(learner, x, mu, log_var, noise, W, b)
    preserves_arguments(learner)


def draw(rng, n, k, d):
    """Random arguments with logits below 6: ``large_logits`` tests what rounding does to larger ones."""
    while True:
        mu, log_var, noise = rng.normal(size=(3, n, k)) - np.array([0, 0.5, 0])[:, None, None]
        W, b = rng.normal(size=(k, d)) / k, rng.normal(size=d)
        if np.abs((mu + np.exp(log_var / 2) * noise) @ W + b).max() < 6:
            return rng.integers(2, size=(n, d)) + 0.0, mu, log_var, noise, W, b


def compare_divergences(learner, mu, log_var):
    own = torch.distributions.Normal(torch.tensor(mu), torch.tensor(log_var / 2).exp())
    standard = torch.distributions.Normal(torch.zeros(mu.shape, dtype=torch.float64), 1.0)
    expected = torch.distributions.kl_divergence(own, standard).sum(dim=1).numpy()
    close(learner.kl_divergence(mu, log_var), expected, name="your divergence", sizes={"k": mu.shape[1]})


def compare_losses(learner, *given):
    x, mu = given[:2]
    loss, grads = parts(learner.negative_elbo(*given), "loss", "grads")
    expected, slopes, suspects = by_autograd(*given)
    sizes = {"the number of examples": len(x), "the number of pixels": x.shape[1], "k": mu.shape[1]}
    close(loss, expected, name="your loss", sizes=sizes)
    gradient(grads, slopes, batch=len(x), sizes=sizes, suspects=suspects)


def pixel_by_pixel(given):
    """The formula in plain loops, for logits of ordinary size."""
    x, mu, log_var, noise, W, b = given
    n, loss = len(x), 0.0
    grads = {"W": np.zeros(W.shape), "b": np.zeros(b.shape), "mu": mu / n, "log_var": (np.exp(log_var) - 1) / (2 * n)}
    for i in range(n):
        scaled = np.exp(log_var[i] / 2) * noise[i]
        z, d_z = mu[i] + scaled, np.zeros(len(W))
        loss += (np.exp(log_var[i]) + mu[i] ** 2 - 1 - log_var[i]).sum() / 2
        for j in range(len(b)):
            logit = float(z @ W[:, j] + b[j])
            loss += math.log1p(math.exp(logit)) - x[i, j] * logit
            slope = (1 / (1 + math.exp(-logit)) - x[i, j]) / n
            grads["W"][:, j] += slope * z
            grads["b"][j] += slope
            d_z += slope * W[:, j]
        grads["mu"][i] += d_z
        grads["log_var"][i] += d_z * scaled / 2
    return loss / n, grads


def by_autograd(x, mu, log_var, noise, W, b):
    """Loss, gradients, and what the gradients of the encoder are if one of the two terms is left out."""
    leaves = {
        name: torch.tensor(a, requires_grad=True) for name, a in zip(("W", "b", "mu", "log_var"), (W, b, mu, log_var))
    }
    posterior = torch.distributions.Normal(leaves["mu"], torch.sqrt(leaves["log_var"].exp()))
    z = leaves["mu"] + posterior.scale * torch.tensor(noise)
    logits = z @ leaves["W"] + leaves["b"]
    pixels = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(x), reduction="sum") / len(x)
    standard = torch.distributions.Normal(torch.zeros(mu.shape, dtype=torch.float64), 1.0)
    divergence = torch.distributions.kl_divergence(posterior, standard).sum() / len(x)
    encoder = [leaves["mu"], leaves["log_var"]]
    by_term = {
        "the part of the divergence is missing": torch.autograd.grad(pixels, encoder, retain_graph=True),
        "the part that flows back through the sample is missing": torch.autograd.grad(
            divergence, encoder, retain_graph=True
        ),
    }
    loss = pixels + divergence
    slopes = dict(zip(leaves, (g.numpy() for g in torch.autograd.grad(loss, list(leaves.values())))))
    suspects = {
        name: {sentence: terms[i].numpy() for sentence, terms in by_term.items()}
        for i, name in enumerate(("mu", "log_var"))
    }
    return loss.item(), slopes, suspects
