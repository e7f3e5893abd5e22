import numpy as np


class Scaler:
    """The scale and how long it has gone well."""

    def __init__(self, scale, interval):
        self.scale, self.interval, self.steps_left = scale, interval, interval

    def update(self, is_good):
        self.steps_left = self.steps_left - 1 if is_good else self.interval
        if not is_good:
            self.scale /= 2
        elif self.steps_left == 0:
            self.scale *= 2
            self.steps_left = self.interval


def train(w, batches, lr, scale, interval):
    scaler, history = Scaler(scale, interval), []
    weights = np.array(w)
    for X, y in batches:
        history.append(scaler.scale)
        errors = [
            np.float32(np.dot(row.astype(np.float32), weights.astype(np.float16).astype(np.float32))) - np.float32(t)
            for row, t in zip(X, y)
        ]
        slopes = (np.array(errors, np.float32) * np.float32(2 * scaler.scale / len(y))).astype(np.float16)
        gradient = (slopes.astype(np.float32) @ X.astype(np.float32)).astype(np.float16)
        is_good = bool(np.isfinite(gradient).all())
        if is_good:
            weights = weights - np.float32(lr) * gradient.astype(np.float32) / np.float32(scaler.scale)
        scaler.update(is_good)
    history.append(scaler.scale)
    return weights, history
