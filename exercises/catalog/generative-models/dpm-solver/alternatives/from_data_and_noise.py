import math

import numpy as np
import torch


def even_levels(first, last, steps):
    low, high = (math.log(level / (1 - level)) for level in (first, last))
    return torch.sigmoid(torch.from_numpy(np.linspace(low, high, steps + 1))).numpy()


def predicted_data(x, noise, level):
    return x * level**-0.5 - noise * ((1 - level) / level) ** 0.5


def sample(model, x, levels):
    """A DDIM step, whose data and noise both belong to the corrected prediction."""
    result = np.empty((len(levels), *x.shape))
    result[0] = x
    earlier = None
    for i, (now, then) in enumerate(zip(levels, levels[1:])):
        data = predicted_data(result[i], model(result[i], now), now)
        guess = data
        if earlier is not None and then != 1:
            shares = [math.log(b * (1 - a) / (a * (1 - b))) for a, b in ((levels[i - 1], now), (now, then))]
            guess = data + (data - earlier) * shares[1] / shares[0] / 2
        noise = (result[i] - now**0.5 * guess) / (1 - now) ** 0.5
        result[i + 1] = then**0.5 * guess + (1 - then) ** 0.5 * noise
        earlier = data
    return result


class NormalModel:
    """Given: the best prediction of the noise if the data is normal. It counts its calls. Do not change it."""

    def __init__(self, mean, spread):
        self.mean, self.spread, self.calls = mean, spread, 0

    def __call__(self, x, level):
        self.calls += 1
        variance = level * self.spread**2 + 1 - level
        return np.sqrt(1 - level) * (x - np.sqrt(level) * self.mean) / variance


def sample_of_normal(mean, spread, x, levels):
    """Given: calls your function, and returns the path and the number of calls of the model. Do not change it."""
    model = NormalModel(mean, spread)
    return sample(model, x, levels), model.calls
