"""worked_example

You divide the predicted noise by the root of 1 − alpha of this step alone. The network predicts the noise of all steps
so far, and that has the variance 1 − alpha_bar.
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
    mean = (x_t - np.sqrt(beta) * predicted) / np.sqrt(1 - beta)
    return mean + np.sqrt(beta * (1 - before) / (1 - left)) * fresh


def shares(x, t, alpha_bars):
    left = alpha_bars[t].reshape(len(x), *[1] * (x.ndim - 1))
    return np.sqrt(left), np.sqrt(1 - left)
