import numpy as np


def initialise(widths, rng):
    if len(widths) == 1:
        return [], []
    W = rng.standard_normal((widths[1], widths[0])) / np.sqrt(widths[0] / 2)
    weights, biases = initialise(widths[1:], rng)
    return [W] + weights, [np.zeros(widths[1])] + biases


def train(weights, biases, x, y, epochs, batch_size, lr, rng):
    onehot = np.eye(len(biases[-1]))[y]
    layers = list(zip(weights, biases))
    for _ in range(epochs):
        order = np.argsort(rng.random(len(y)))
        for rows in np.split(order, range(batch_size, len(order), batch_size)):
            layers, _ = descend(layers, x[rows], onehot[rows], lr)
    return [W for W, _ in layers], [b for _, b in layers]


def descend(layers, h, onehot, lr):
    """The layers after a step, and the gradient with respect to h."""
    (W, b), *rest = layers
    z = h @ W.T + b
    if rest:
        above = np.maximum(z, 0)
        rest, delta = descend(rest, above, onehot, lr)
        delta = delta * (above > 0)
    else:
        e = np.exp(z.T - z.max(axis=1))
        delta = ((e / e.sum(axis=0)).T - onehot) / len(h)
    return [(W - lr * delta.T @ h, b - lr * delta.sum(axis=0)), *rest], delta @ W


def predict(weights, biases, x):
    if not weights[1:]:
        return np.argmax(x @ weights[0].T + biases[0], axis=1)
    return predict(weights[1:], biases[1:], np.maximum(x @ weights[0].T + biases[0], 0))
