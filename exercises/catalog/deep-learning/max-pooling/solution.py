import numpy as np


def max_pool(x, k, stride):
    """The largest of the k * k shifted copies of the image, at every stride-th position."""
    return np.max([x[at] for at in shifts(x, k, stride)], axis=0)


def max_pool_gradient(x, G, k, stride):
    """Each pixel collects the gradient of all windows of which it is the maximum."""
    largest = max_pool(x, k, stride)
    d_x = np.zeros(x.shape)
    for at in shifts(x, k, stride):
        d_x[at] += np.where(x[at] == largest, G, 0)  # within one shift no pixel occurs twice
    return d_x


def shifts(x, k, stride):
    """For each offset (u, v) in the window: the slices of x with that offset in all windows."""
    last_i, last_j = x.shape[-2] - k + 1, x.shape[-1] - k + 1
    for u in range(k):
        for v in range(k):
            yield ..., slice(u, u + last_i, stride), slice(v, v + last_j, stride)
