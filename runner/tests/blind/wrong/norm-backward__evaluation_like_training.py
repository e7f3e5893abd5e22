# In evaluation the running averages normalise, but the gradient still flows through a mean and a variance of the batch.
import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    mu = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    std = np.sqrt(var + eps)
    normed = (x - mu) / std
    leading = tuple(range(x.ndim - 1))
    d_normed = G * gamma
    dx = (
        d_normed - d_normed.mean(axis=-1, keepdims=True) - normed * (d_normed * normed).mean(axis=-1, keepdims=True)
    ) / std
    return {"beta": G.sum(axis=leading), "gamma": (G * normed).sum(axis=leading), "x": dx}


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    d_normed = G * gamma
    mu = x.mean(axis=0) if training else mean
    std = np.sqrt((x.var(axis=0) if training else var) + eps)
    normed = (x - mu) / std
    dx = (d_normed - d_normed.mean(axis=0) - normed * (d_normed * normed).mean(axis=0)) / std
    return {"beta": G.sum(axis=0), "gamma": (G * normed).sum(axis=0), "x": dx}
