"""worked_example

Your fresh noise has the variance beta, the other choice of the DDPM paper. This exercise uses the smaller one, with
the factor (1 − alpha_bar of the step before) / (1 − alpha_bar), which vanishes at the last step.
"""

import numpy as np


def linear_schedule(first, last, steps):
    betas = np.linspace(first, last, steps)
    return betas, np.cumprod(1 - betas)


def add_noise(x, t, noise, alpha_bars):
    signal, spread = shares(x, t, alpha_bars)
    return signal * x + spread * noise


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    signal, spread = shares(x, t, alpha_bars)
    target = {"noise": noise, "data": x, "velocity": signal * noise - spread * x}[kind]
    return np.mean((predicted - target) ** 2), target


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    beta, left = betas[t], alpha_bars[t]
    before = alpha_bars[t - 1] if t > 0 else 1.0
    mean = (x_t - beta / np.sqrt(1 - left) * predicted) / np.sqrt(1 - beta)
    return mean + np.sqrt(beta * (t > 0)) * fresh


def shares(x, t, alpha_bars):
    left = alpha_bars[t].reshape(len(x), *[1] * (x.ndim - 1))
    return np.sqrt(left), np.sqrt(1 - left)
