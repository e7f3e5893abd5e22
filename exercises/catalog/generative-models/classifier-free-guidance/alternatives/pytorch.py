import math

import numpy as np
import torch


def guided_noise(unconditional, conditional, w):
    return torch.lerp(torch.tensor(unconditional), torch.tensor(conditional), float(w)).numpy()


def ddim_step(x_t, t, t_next, predicted, alpha_bars):
    # along a circle: x_t = cos(angle) data + sin(angle) noise, and the step only changes the angle
    angles = torch.tensor(alpha_bars).sqrt().acos().tolist() + [0.0]  # index -1: the data
    x_t, noise = torch.tensor(x_t), torch.tensor(predicted)
    now, after = angles[t], angles[t_next]
    return (math.cos(after) / math.cos(now) * x_t + math.sin(after - now) / math.cos(now) * noise).numpy()


def sample(network, x, classes, times, w, alpha_bars):
    for i, t in enumerate(times):
        after = times[i + 1] if i + 1 < len(times) else -1
        x = ddim_step(x, t, after, guided_noise(network(x, t, None), network(x, t, classes), w), alpha_bars)
    return x


def noise_network(means, spread, alpha_bars):
    """Given: the best prediction of the noise if class k is normal around means[k]. Do not change it."""

    def network(x, t, classes):
        left = alpha_bars[t]
        variance = left * spread**2 + 1 - left
        shift = x[:, None] - np.sqrt(left) * means  # (n, K, d): how far from each class
        if classes is None:
            scores = -np.sum(shift**2, axis=2) / (2 * variance)
            weights = np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None])
            shift = np.einsum("nk,nkd->nd", weights, shift)
        else:
            shift = shift[np.arange(len(x)), classes]
        return np.sqrt(1 - left) * shift / variance

    return network


def sample_from_classes(means, spread, x, classes, times, w, alpha_bars):
    """Given: builds a network and calls your function with it. Do not change it.

    means: (K, d)    spread: a number
    """
    return sample(noise_network(means, spread, alpha_bars), x, classes, times, w, alpha_bars)
