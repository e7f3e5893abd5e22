import numpy as np


def initialise(widths, rng):
    """He weights and zero biases for layers of these widths, the input's first.

    widths: [d, ..., c]    rng: a NumPy generator

    Returns (weights, biases): lists of (d_l, d_{l-1}) and (d_l,) arrays, first layer first.
    """
    raise NotImplementedError("draw the weights here")


def train(weights, biases, x, y, epochs, batch_size, lr, rng):
    """The weights and biases after training by mini-batch gradient descent on softmax cross-entropy.

    weights, biases: as initialise returns them    x: (n, d)    y: (n,) integers from 0 to c - 1

    Returns (weights, biases), new arrays. With one layer of zeros, W (2, 1) and b (2,), x = [[2]], y = [0],
    one epoch at learning rate 0.1: W = [[0.1], [-0.1]], b = [0.05, -0.05].
    """
    raise NotImplementedError("loop over epochs and batches: forward, backward, step")


def predict(weights, biases, x):
    """The class with the largest score for each row of x (n, d): integers (n,)."""
    raise NotImplementedError("forward, then argmax")
