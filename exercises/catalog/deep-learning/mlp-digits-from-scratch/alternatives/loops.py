import numpy as np


def initialise(widths, rng):
    weights, biases = [], []
    for d_in, d_out in zip(widths, widths[1:]):
        weights.append(rng.normal(0, (2 / d_in) ** 0.5, (d_out, d_in)))
        biases.append(np.zeros(d_out))
    return weights, biases


def train(weights, biases, x, y, epochs, batch_size, lr, rng):
    weights, biases = [W.copy() for W in weights], [b.copy() for b in biases]
    rows = list(range(len(x)))
    for _ in range(epochs):
        rng.shuffle(rows)
        left = rows
        while left:
            batch, left = left[:batch_size], left[batch_size:]
            zs, hs = [], [x[batch]]
            for W, b in zip(weights, biases):
                zs.append(hs[-1] @ W.T + b)
                hs.append(np.maximum(zs[-1], 0))
            z = zs.pop()
            delta = np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])
            for i, row in enumerate(batch):
                delta[i, y[row]] -= 1
            delta /= len(batch)
            for i in range(len(weights) - 1, -1, -1):
                step_W, step_b = delta.T @ hs[i], delta.sum(axis=0)
                delta = delta @ weights[i] * (hs[i] > 0)
                weights[i] -= lr * step_W
                biases[i] -= lr * step_b
    return weights, biases


def predict(weights, biases, x):
    h = x
    for i, (W, b) in enumerate(zip(weights, biases)):
        h = (np.maximum(h, 0) if i else h) @ W.T + b
    return np.array([np.argmax(scores) for scores in h])
