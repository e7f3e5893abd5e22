# The difference is added to the conditional prediction, so every scale acts like one that is larger by 1.
import numpy as np


def guided_noise(unconditional, conditional, w):
    return conditional + w * (conditional - unconditional)


def ddim_step(x_t, t, t_next, predicted, alpha_bars):
    a_t = alpha_bars[t]
    a_s = 1.0 if t_next < 0 else alpha_bars[t_next]
    x_hat = (x_t - np.sqrt(1 - a_t) * predicted) / np.sqrt(a_t)
    return np.sqrt(a_s) * x_hat + np.sqrt(1 - a_s) * predicted


def sample(network, x, classes, times, w, alpha_bars):
    x = np.array(x, dtype=float)
    for i, t in enumerate(times):
        t_next = times[i + 1] if i + 1 < len(times) else -1
        eps = guided_noise(network(x, t, None), network(x, t, classes), w)
        x = ddim_step(x, t, t_next, eps, alpha_bars)
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
