import numpy as np


def initialise(widths, rng):
    """He weights and zero biases for layers of these widths, the input's first."""
    layers = list(zip(widths, widths[1:]))
    weights = [rng.normal(size=(d_out, d_in)) * np.sqrt(2 / d_in) for d_in, d_out in layers]
    return weights, [np.zeros(d_out) for _, d_out in layers]


def train(weights, biases, x, y, epochs, batch_size, lr, rng):
    """The weights and biases after mini-batch gradient descent on softmax cross-entropy."""
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start : start + batch_size]
            d_weights, d_biases = gradients(weights, biases, x[rows], y[rows])
            weights = [W - lr * d_W for W, d_W in zip(weights, d_weights)]
            biases = [b - lr * d_b for b, d_b in zip(biases, d_biases)]
    return weights, biases


def predict(weights, biases, x):
    """The class with the largest score for each row."""
    return forward(weights, biases, x)[-1].argmax(axis=1)


def forward(weights, biases, x):
    """The inputs of each layer, then the scores (n, c) of the last."""
    *hidden_layers, (W_last, b_last) = zip(weights, biases)
    inputs = [x]
    for W, b in hidden_layers:
        inputs.append(np.maximum(inputs[-1] @ W.T + b, 0))
    return [*inputs, inputs[-1] @ W_last.T + b_last]


def gradients(weights, biases, x, y):
    """The gradient of the mean loss with respect to every weight and bias, first layer first."""
    *inputs, scores = forward(weights, biases, x)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))  # the shift changes no probability
    p /= p.sum(axis=1, keepdims=True)

    delta = (p - np.eye(p.shape[1])[y]) / len(x)  # (n, c)
    d_weights, d_biases = [], []
    for W, h in zip(reversed(weights), reversed(inputs)):
        d_weights.insert(0, delta.T @ h)  # (d_l, n) @ (n, d_{l-1})
        d_biases.insert(0, delta.sum(axis=0))
        delta = delta @ W * (h > 0)  # h is 0 exactly where the ReLU was off
    return d_weights, d_biases
