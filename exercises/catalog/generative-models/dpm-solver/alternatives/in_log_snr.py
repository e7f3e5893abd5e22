import numpy as np


def even_levels(first, last, steps):
    """One level after the other, from the odds."""
    odds, growth = first / (1 - first), (last * (1 - first) / (first * (1 - last))) ** (1 / steps)
    levels = []
    for _ in range(steps + 1):
        levels.append(odds / (odds + 1))
        odds *= growth
    return np.array(levels)


def predicted_data(x, noise, level):
    ratio = np.sqrt(1 / level - 1)
    return x / np.sqrt(level) - ratio * noise


def sample(model, x, levels):
    """With lambda as the time, as in the paper."""
    alpha, sigma = levels**0.5, (1 - levels) ** 0.5
    lam = np.log(alpha) - np.log(sigma)  # inf at the level 1, with a warning
    points, predictions = [x], []
    for s, t in zip(range(len(levels)), range(1, len(levels))):
        predictions.append(predicted_data(points[-1], model(points[-1], levels[s]), levels[s]))
        D = predictions[-1]
        if s >= 1 and levels[t] < 1:
            r = (lam[s] - lam[s - 1]) / (lam[t] - lam[s])
            D = (1 + 1 / (2 * r)) * predictions[-1] - 1 / (2 * r) * predictions[-2]
        points.append(sigma[t] / sigma[s] * points[-1] - alpha[t] * np.expm1(lam[s] - lam[t]) * D)
    return np.array(points)


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
