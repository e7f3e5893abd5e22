import numpy as np


def guided_noise(unconditional, conditional, w):
    """Combine the predictions without and with the class.

    unconditional, conditional: (n, ...)    w: a number

    Returns (n, ...).

    With [[0.5, 1, -2]], [[1, 0.5, -1]] and w = 3 the result is [[2, -0.5, 1]].
    """
    raise NotImplementedError("return the guided noise")


def ddim_step(x_t, t, t_next, predicted, alpha_bars):
    """Go from step t to the earlier step t_next, without fresh noise.

    x_t, predicted: (n, ...)    t, t_next: ints, t_next = -1 is the data    alpha_bars: (T,)

    Returns (n, ...).

    With x_t = [[1, 2, -1]], t = 3, t_next = 1, predicted = [[2, -0.5, 1]] and
    alpha_bars = [0.98, 0.9216, 0.64, 0.36] the result is [[-0.4, 3.7, -2.6]].
    """
    raise NotImplementedError("return the examples at t_next")


def sample(network, x, classes, times, w, alpha_bars):
    """From noise to data.

    network(x, t, classes): returns the predicted noise (n, d), with classes = None without the class
    x: (n, d), noise    classes: (n,) ints    times: a list of ints, from large to small    w: a number

    Returns (n, d).
    """
    raise NotImplementedError("return the data")


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
