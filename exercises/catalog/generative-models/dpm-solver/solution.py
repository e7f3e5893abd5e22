import numpy as np


def even_levels(first, last, steps):
    """Levels whose log-SNR has equal distances."""
    ends = np.log([first / (1 - first), last / (1 - last)])  # twice lambda
    return 1 / (1 + np.exp(-np.linspace(*ends, steps + 1)))


def predicted_data(x, noise, level):
    """Undo x = alpha data + sigma noise."""
    return (x - np.sqrt(1 - level) * noise) / np.sqrt(level)


def sample(model, x, levels):
    """DPM-Solver++(2M): the line through the last two predictions says where the prediction goes in this step."""
    alpha, sigma = np.sqrt(levels), np.sqrt(1 - levels)
    path, before, h_before = [x], None, None
    for i in range(len(levels) - 1):
        data = target = predicted_data(x, model(x, levels[i]), levels[i])
        shrunk = sigma[i + 1] * alpha[i] / (sigma[i] * alpha[i + 1])  # exp(-h)
        if shrunk > 0:
            h = -np.log(shrunk)
            if i > 0:
                target = data + h / (2 * h_before) * (data - before)
            before, h_before = data, h
        x = sigma[i + 1] / sigma[i] * x + alpha[i + 1] * (1 - shrunk) * target
        path.append(x)
    return np.stack(path)  # (steps + 1, n, d)


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
