import numpy as np


def standardise(train, test):
    def scale(x):
        return (x - np.average(train, axis=0)) / np.sqrt(np.var(train, axis=0))

    return scale(train), scale(test)


def initialise(d, h, c, rng):
    shapes = {"W1": (h, d), "b1": (h,), "W2": (c, h), "b2": (c,)}
    return {
        name: rng.standard_normal(shape) / np.sqrt(shape[1] / 2) if len(shape) == 2 else np.zeros(shape)
        for name, shape in shapes.items()
    }


def batches(x, y, size, rng):
    order = np.argsort(rng.random(len(y)))
    x, y = x[order], y[order]
    return [(x[i : i + size], y[i : i + size]) for i in range(0, len(y), size)]


def loss_and_grads(params, x, y):
    onehot = np.eye(len(params["b2"]))[y] / len(y)
    hidden = (np.einsum("nd,hd->nh", x, params["W1"]) + params["b1"]).clip(0)
    s = np.einsum("nh,ch->nc", hidden, params["W2"]) + params["b2"]
    total = np.logaddexp.reduce(s, axis=1, keepdims=True)
    d_s = np.exp(s - total) / len(y) - onehot
    d_z = np.einsum("nc,ch,nh->nh", d_s, params["W2"], np.sign(hidden))
    return ((total - s) * onehot).sum(), {
        "W1": np.einsum("nh,nd->hd", d_z, x),
        "b1": np.einsum("nh->h", d_z),
        "W2": np.einsum("nc,nh->ch", d_s, hidden),
        "b2": np.einsum("nc->c", d_s),
    }


def step(params, grads, lr):
    return dict(zip(params, (params[name] - lr * grads[name] for name in params)))


def accuracy(params, x, y):
    s = np.maximum(x @ params["W1"].T + params["b1"], 0) @ params["W2"].T + params["b2"]
    return np.count_nonzero(s.argmax(axis=1) == y) / len(y)


def train(x, y, h, epochs, size, lr, rng):
    params = initialise(x.shape[1], h, len(np.unique(y)), rng)
    for epoch in range(epochs):
        for batch_x, batch_y in batches(x, y, size, rng):
            params = step(params, loss_and_grads(params, batch_x, batch_y)[1], lr)
    return params
