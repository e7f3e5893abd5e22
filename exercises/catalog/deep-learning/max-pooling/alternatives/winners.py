import numpy as np


def views(x, k, stride):
    v = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(-2, -1))
    v = v[..., ::stride, ::stride, :, :]
    return v.reshape(*v.shape[:-2], k * k)


def max_pool(x, k, stride):
    return views(x, k, stride).max(axis=-1)


def max_pool_gradient(x, G, k, stride):
    # the number of each pixel goes through the same windows, and the winner's number says where its gradient goes
    numbers = np.arange(x.size).reshape(x.shape)
    winner = views(x, k, stride).argmax(axis=-1)
    source = np.take_along_axis(views(numbers, k, stride), winner[..., None])
    return np.bincount(source.ravel(), weights=G.ravel(), minlength=x.size).reshape(x.shape)
