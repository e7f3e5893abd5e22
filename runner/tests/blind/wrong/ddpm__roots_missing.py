# Data and noise are mixed with alpha bar itself instead of with its roots.
import numpy as np


def linear_schedule(first, last, steps):
    betas = np.linspace(first, last, steps)
    return betas, np.cumprod(1 - betas)


def _column(values, like):
    return values.reshape((-1,) + (1,) * (like.ndim - 1))


def add_noise(x, t, noise, alpha_bars):
    a = _column(alpha_bars[t], x)
    return a * x + (1 - a) * noise


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    a = _column(alpha_bars[t], x)
    if kind == "noise":
        target = noise.copy()
    elif kind == "data":
        target = x.copy()
    else:
        target = np.sqrt(a) * noise - np.sqrt(1 - a) * x
    return float(np.mean((predicted - target) ** 2)), target


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    before = alpha_bars[t - 1] if t > 0 else 1.0
    mean = (x_t - betas[t] / np.sqrt(1 - alpha_bars[t]) * predicted) / np.sqrt(1 - betas[t])
    sigma = np.sqrt((1 - before) / (1 - alpha_bars[t]) * betas[t])
    return mean + sigma * fresh
