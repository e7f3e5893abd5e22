import numpy as np


def sgd(X, y, w, lr, batch_size, epochs, rng):
    """Mini-batch gradient descent on the mean squared error of X w.

    X: (n, d)    y: (n,)    w: (d,)    rng: a NumPy generator

    Returns (w, losses): the trained weights (d,), and the loss over all data after each epoch (epochs,).

    With X = [[1], [2]], y = [2, 2], w = [0], learning rate 0.1, batch size 2 and one epoch: w = [0.6], losses = [1.3].
    """
    # for each epoch: one order = rng.permutation(n)

    # for each batch: a slice of it, one gradient, one step

    raise NotImplementedError("shuffle, slice, step")
