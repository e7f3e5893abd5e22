import numpy as np


def linear_schedule(first, last, steps):
    """The share of noise added in each step, and the share of the data's variance left after it."""
    betas = np.linspace(first, last, steps)
    return betas, np.cumprod(1 - betas)


def add_noise(x, t, noise, alpha_bars):
    """Jump to step t at once, with a step for each example."""
    signal, spread = shares(x, t, alpha_bars)
    return signal * x + spread * noise


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    """The mean squared error of the prediction, and what it should have been."""
    signal, spread = shares(x, t, alpha_bars)
    target = {"noise": noise, "data": x, "velocity": signal * noise - spread * x}[kind]
    return np.mean((predicted - target) ** 2), target


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    """Take out some of the predicted noise, then add a little fresh noise."""
    beta, left = betas[t], alpha_bars[t]
    before = alpha_bars[t - 1] if t > 0 else 1.0  # before step 0 there is only data
    mean = (x_t - beta / np.sqrt(1 - left) * predicted) / np.sqrt(1 - beta)
    return mean + np.sqrt(beta * (1 - before) / (1 - left)) * fresh


def shares(x, t, alpha_bars):
    """What multiplies data and noise, (n, 1, ..., 1): one number for each example."""
    left = alpha_bars[t].reshape(len(x), *[1] * (x.ndim - 1))
    return np.sqrt(left), np.sqrt(1 - left)
