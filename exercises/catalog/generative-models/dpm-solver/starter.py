import numpy as np


def even_levels(first, last, steps):
    """Levels from first to last whose log-SNR has equal distances.

    Returns (steps + 1,).
    """
    raise NotImplementedError("return the levels")


def predicted_data(x, noise, level):
    """The data that a prediction of the noise stands for.

    x: (n, d)    noise: (n, d)    level: a number

    Returns (n, d).
    """
    raise NotImplementedError("return the predicted data")


def sample(model, x, levels):
    """A path from x to the last level, with one call of the model for each step.

    x: (n, d)    levels: (steps + 1,), ascending    model(x, level): the predicted noise, (n, d)

    Returns (steps + 1, n, d).
    """
    raise NotImplementedError("return the path")


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
