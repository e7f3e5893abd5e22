import numpy as np


def guided_noise(unconditional, conditional, w):
    return (1 - w) * unconditional + w * conditional


def ddim_step(x_t, t, t_next, predicted, alpha_bars):
    # in units of the data, x / sqrt(alpha_bar), a step only moves along the noise
    bars = np.append(alpha_bars, 1.0)
    ratios = np.sqrt(1 / bars - 1)
    return np.sqrt(bars[t_next]) * (x_t / np.sqrt(bars[t]) + (ratios[t_next] - ratios[t]) * predicted)


def sample(network, x, classes, times, w, alpha_bars):
    if not times:
        return x
    first, *rest = times
    # a step is linear in the noise, so the results of two steps can be guided as well
    free, bound = (ddim_step(x, first, (rest or [-1])[0], network(x, first, c), alpha_bars) for c in (None, classes))
    return sample(network, guided_noise(free, bound, w), classes, rest, w, alpha_bars)


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
