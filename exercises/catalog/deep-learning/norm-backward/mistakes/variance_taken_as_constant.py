"""worked_example

You leave out the part that flows through the variance. Moving an entry away from the mean makes the variance
larger, and all other values smaller.
"""

import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    normed, root = normalise(x, x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True), eps)
    d_x = through_statistics(gamma * G, normed, root, axis=-1)
    leading = tuple(range(x.ndim - 1))
    return {"beta": G.sum(axis=leading), "gamma": (G * normed).sum(axis=leading), "x": d_x}


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    if training:
        normed, root = normalise(x, x.mean(axis=0), x.var(axis=0), eps)
        d_x = through_statistics(gamma * G, normed, root, axis=0)
    else:
        normed, root = normalise(x, mean, var, eps)
        d_x = gamma * G / root
    return {"beta": G.sum(axis=0), "gamma": (G * normed).sum(axis=0), "x": d_x}


def normalise(x, mean, var, eps):
    root = np.sqrt(var + eps)
    return (x - mean) / root, root


def through_statistics(d_normed, normed, root, axis):
    shift = d_normed.mean(axis=axis, keepdims=True)
    scale = (d_normed * normed).mean(axis=axis, keepdims=True)
    return (d_normed - shift) / root
