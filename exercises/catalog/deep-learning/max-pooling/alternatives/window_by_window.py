import numpy as np


def windows(x, k, stride):
    for i in range((x.shape[-2] - k) // stride + 1):
        for j in range((x.shape[-1] - k) // stride + 1):
            a, b = i * stride, j * stride
            yield i, j, (..., slice(a, a + k), slice(b, b + k))


def max_pool(x, k, stride):
    rows, columns = ((side - k) // stride + 1 for side in x.shape[-2:])
    out = np.empty((*x.shape[:-2], rows, columns))
    for i, j, at in windows(x, k, stride):
        out[..., i, j] = x[at].max(axis=(-1, -2))
    return out


def max_pool_gradient(x, G, k, stride):
    out = np.zeros(x.shape)
    for i, j, at in windows(x, k, stride):
        won = x[at] == x[at].max(axis=(-1, -2), keepdims=True)
        out[at] += won * G[..., i : i + 1, j : j + 1]
    return out
