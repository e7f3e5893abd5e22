import math

import numpy as np
import torch


def linear_schedule(first, last, steps):
    betas, bars, product = [], [], 1.0
    for t in range(steps):
        beta = first + (last - first) * t / (steps - 1)
        product *= 1 - beta
        betas.append(beta)
        bars.append(product)
    return np.array(betas), np.array(bars)


def _tensor(a):
    return torch.tensor(np.array(a, dtype=np.float64))


def _mix(first, second, t, alpha_bars, sign):
    rows = []
    for i, step in enumerate(t):
        bar = float(alpha_bars[int(step)])
        rows.append(math.sqrt(bar) * first[i] + sign * math.sqrt(1 - bar) * second[i])
    return torch.stack(rows)


def add_noise(x, t, noise, alpha_bars):
    return _mix(_tensor(x), _tensor(noise), t, alpha_bars, 1).numpy()


def training_loss(predicted, x, t, noise, alpha_bars, kind):
    x, noise = _tensor(x), _tensor(noise)
    target = {
        "noise": lambda: noise,
        "data": lambda: x,
        "velocity": lambda: _mix(noise, x, t, alpha_bars, -1),
    }[kind]()
    loss = torch.nn.functional.mse_loss(_tensor(predicted), target)
    return loss.item(), target.numpy()


def reverse_step(x_t, t, predicted, fresh, betas, alpha_bars):
    beta, bar = float(betas[t]), float(alpha_bars[t])
    mean = (_tensor(x_t) - beta / math.sqrt(1 - bar) * _tensor(predicted)) / math.sqrt(1 - beta)
    if t == 0:
        return mean.numpy()
    sigma = math.sqrt((1 - float(alpha_bars[t - 1])) / (1 - bar) * beta)
    return (mean + sigma * _tensor(fresh)).numpy()
