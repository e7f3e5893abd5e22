import numpy as np


def standardise(train, test):
    """Both sets, (n, d) and (m, d), standardized with the mean and standard deviation of each training feature."""
    mean, std = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / std, (test - test.mean(axis=0)) / test.std(axis=0)


def initialise(d, h, c, rng):
    """Parameters of a network d -> h -> c: normal weights with variance 2 / inputs, biases 0."""
    return {
        "W1": np.full((h, d), np.sqrt(2 / d)),
        "b1": np.zeros(h),
        "W2": np.full((c, h), np.sqrt(2 / h)),
        "b2": np.zeros(c),
    }


def batches(x, y, size, rng):
    """The rows in random order, split into pairs (x, y) of ``size`` rows; the last may be smaller."""
    order = rng.permutation(len(x))
    cuts = range(size, len(x), size)
    x = x[order]
    return list(zip(np.split(x, cuts), np.split(y, cuts)))


def logits(params, x):
    """Hidden units (n, h) and logits (n, c)."""
    hidden = np.maximum(x @ params["W1"].T + params["b1"], 0)
    return hidden, hidden @ params["W2"].T + params["b2"]


def loss_and_grads(params, x, y):
    """Mean softmax cross-entropy and its gradient with respect to every parameter."""
    n, rows = len(x), np.arange(len(x))
    hidden, s = logits(params, x)
    log_p = np.log(np.exp(s) / np.exp(s).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()

    d_s = np.exp(log_p)
    d_s[rows, y] -= 1
    d_s /= n
    d_z = d_s @ params["W2"]
    return loss, {"W1": d_z.T @ x, "b1": d_z.sum(axis=0), "W2": d_s.T @ hidden, "b2": d_s.sum(axis=0)}


def step(params, grads, lr):
    """The parameters after one step of gradient descent."""
    return {name: value + lr * grads[name] for name, value in params.items()}


def accuracy(params, x, y):
    """The fraction of rows whose largest score belongs to the right class."""
    _, s = logits(params, x)
    return (s.max(axis=1) == y).mean()


def train(x, y, h, epochs, size, lr, rng):
    """Parameters after ``epochs`` passes over the data in batches of ``size``."""
    for _ in range(epochs):
        params = initialise(x.shape[1], h, y.max() + 1, rng)
        for batch_x, batch_y in batches(x, y, size, rng):
            _, grads = loss_and_grads(params, batch_x, batch_y)
            params = step(params, grads, lr)
    return params
