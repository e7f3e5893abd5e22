import math

import numpy as np


def linear_schedule(first, last, steps):
    betas, bars, left = [], [], 1.0
    for i in range(steps):
        betas.append(first + (last - first) * i / (steps - 1))
        left -= left * betas[i]
        bars.append(left)
    return np.array(betas), np.array(bars)


def add_noise(x, t, noise, alpha_bars):
    rows = []
    for example, step, e in zip(x, t, noise):
        rows.append(math.sqrt(alpha_bars[step]) * example + math.sqrt(1 - alpha_bars[step]) * e)
    return np.array(rows)


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    targets, total = [], 0.0
    for example, step, e, guess in zip(x, t, noise, predicted):
        left = alpha_bars[step]
        if kind == "velocity":
            target = math.sqrt(left) * e - math.sqrt(1 - left) * example
        else:
            target = e if kind == "noise" else example
        targets.append(target)
        total += float(np.sum((guess - target) ** 2))
    return total / predicted.size, np.array(targets)


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    alpha, noise_now = 1 - betas[t], 1 - alpha_bars[t]
    x = (x_t - betas[t] * predicted / math.sqrt(noise_now)) / math.sqrt(alpha)
    if t == 0:
        return x
    return x + math.sqrt(betas[t] * (1 - alpha_bars[t - 1]) / noise_now) * fresh
