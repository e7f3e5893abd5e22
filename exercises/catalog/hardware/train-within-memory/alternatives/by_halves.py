import numpy as np


def loss_and_gradients(X, Y, weights):
    """Go back through the second half, then the first, each in the same way: log2(L) activations."""
    output = forward(X, weights)
    _, grads = backward(X, weights, 2 * (output - Y) / Y.size)
    return np.square(output - Y).mean(), grads


def forward(h, weights):
    for W in weights:
        h = h + np.tanh(h @ W)
    return h


def backward(h, weights, delta):
    """The gradient of the input of these layers, and those of their weights."""
    if len(weights) == 1:
        u = np.tanh(h @ weights[0])
        s = delta * (1 - u * u)
        return delta + s @ weights[0].T, [h.T @ s]
    half = len(weights) // 2
    delta, late = backward(forward(h, weights[:half]), weights[half:], delta)
    delta, early = backward(h, weights[:half], delta)
    return delta, early + late
