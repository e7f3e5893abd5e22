"""shuffled

You draw one order before the first epoch and use it in all of them, so the same rows always share a batch. Draw a new
order in each epoch.
"""

import numpy as np


def initialise(widths, rng):
    layers = list(zip(widths, widths[1:]))
    weights = [rng.normal(size=(d_out, d_in)) * np.sqrt(2 / d_in) for d_in, d_out in layers]
    return weights, [np.zeros(d_out) for _, d_out in layers]


def train(weights, biases, x, y, epochs, batch_size, lr, rng):
    order = rng.permutation(len(x))
    for _ in range(epochs):
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            d_weights, d_biases = gradients(weights, biases, x[rows], y[rows])
            weights = [W - lr * d_W for W, d_W in zip(weights, d_weights)]
            biases = [b - lr * d_b for b, d_b in zip(biases, d_biases)]
    return weights, biases


def predict(weights, biases, x):
    return forward(weights, biases, x)[-1].argmax(axis=1)


def forward(weights, biases, x):
    *hidden_layers, (W_last, b_last) = zip(weights, biases)
    inputs = [x]
    for W, b in hidden_layers:
        inputs.append(np.maximum(inputs[-1] @ W.T + b, 0))
    return [*inputs, inputs[-1] @ W_last.T + b_last]


def gradients(weights, biases, x, y):
    *inputs, scores = forward(weights, biases, x)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)

    delta = (p - np.eye(p.shape[1])[y]) / len(x)
    d_weights, d_biases = [], []
    for W, h in zip(reversed(weights), reversed(inputs)):
        d_weights.insert(0, delta.T @ h)
        d_biases.insert(0, delta.sum(axis=0))
        delta = delta @ W * (h > 0)
    return d_weights, d_biases
