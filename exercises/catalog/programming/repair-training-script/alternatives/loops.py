import math

import numpy as np


def standardise(train, test):
    columns = [(np.mean(column), math.sqrt(np.mean((column - np.mean(column)) ** 2))) for column in train.T]
    return tuple(
        np.stack([(column - mean) / std for column, (mean, std) in zip(x.T, columns)], axis=1) for x in (train, test)
    )


def initialise(d, h, c, rng):
    def layer(inputs, outputs):
        return rng.normal(0, math.sqrt(2 / inputs), (outputs, inputs)), np.zeros(outputs)

    (W1, b1), (W2, b2) = layer(d, h), layer(h, c)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def batches(x, y, size, rng):
    order = list(range(len(x)))
    rng.shuffle(order)
    chunks = []
    while order:
        rows, order = order[:size], order[size:]
        chunks.append((x[rows], y[rows]))
    return chunks


def loss_and_grads(params, x, y):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    loss = 0.0
    for row, label in zip(x, y):
        z = params["W1"] @ row + params["b1"]
        hidden = np.maximum(z, 0)
        s = params["W2"] @ hidden + params["b2"]
        shifted = np.exp(s - max(s))
        p = shifted / sum(shifted)
        loss += max(s) + math.log(sum(shifted)) - s[label]
        p[label] -= 1
        back = p @ params["W2"] * (hidden > 0)
        for name, value in (("W1", np.outer(back, row)), ("b1", back), ("W2", np.outer(p, hidden)), ("b2", p)):
            grads[name] += value / len(x)
    return loss / len(x), grads


def step(params, grads, lr):
    new = {}
    for name in params:
        new[name] = params[name] - lr * grads[name]
    return new


def accuracy(params, x, y):
    right = 0
    for row, label in zip(x, y):
        hidden = np.maximum(params["W1"] @ row + params["b1"], 0)
        right += np.argmax(params["W2"] @ hidden + params["b2"]) == label
    return right / len(x)


def train(x, y, h, epochs, size, lr, rng):
    params = initialise(x.shape[1], h, len(set(y.tolist())), rng)
    for _ in range(epochs):
        for batch in batches(x, y, size, rng):
            params = step(params, loss_and_grads(params, *batch)[1], lr)
    return params
