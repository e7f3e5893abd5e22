# Where windows overlap, the last one overwrites the gradient instead of adding to it.
import numpy as np


def max_pool(x, k, stride):
    h, w = x.shape[-2:]
    hh, ww = (h - k) // stride + 1, (w - k) // stride + 1
    out = np.zeros(x.shape[:-2] + (hh, ww))
    for i in range(hh):
        for j in range(ww):
            window = x[..., i * stride : i * stride + k, j * stride : j * stride + k]
            out[..., i, j] = window.max(axis=(-2, -1))
    return out


def max_pool_gradient(x, G, k, stride):
    grad = np.zeros(x.shape)
    hh, ww = G.shape[-2:]
    for i in range(hh):
        for j in range(ww):
            a, b = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
            window = x[..., a, b]
            is_max = window == window.max(axis=(-2, -1), keepdims=True)
            grad[..., a, b] = np.where(is_max, G[..., i, j][..., None, None], grad[..., a, b])
    return grad
