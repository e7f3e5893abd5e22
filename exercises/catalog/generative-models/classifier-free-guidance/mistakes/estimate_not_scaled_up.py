"""worked_example

You subtract the noise but don't divide by the root of alpha_bar. The result is the data made smaller: divide, and
you have the estimate at full size.
"""

import numpy as np


def guided_noise(unconditional, conditional, w):
    return unconditional + w * (conditional - unconditional)


def ddim_step(x_t, t, t_next, predicted, alpha_bars):
    now = alpha_bars[t]
    after = 1.0 if t_next == -1 else alpha_bars[t_next]
    data = x_t - np.sqrt(1 - now) * predicted
    return np.sqrt(after) * data + np.sqrt(1 - after) * predicted


def sample(network, x, classes, times, w, alpha_bars):
    for t, t_next in zip(times, [*times[1:], -1]):
        predicted = guided_noise(network(x, t, None), network(x, t, classes), w)
        x = ddim_step(x, t, t_next, predicted, alpha_bars)
    return x


def noise_network(means, spread, alpha_bars):

    def network(x, t, classes):
        left = alpha_bars[t]
        variance = left * spread**2 + 1 - left
        shift = x[:, None] - np.sqrt(left) * means
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
