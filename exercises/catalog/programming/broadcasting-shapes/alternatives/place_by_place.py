import numpy as np


def result_shape(a, b):
    lengths = []
    a, b = list(a), list(b)
    while a or b:
        one, other = a.pop() if a else 1, b.pop() if b else 1
        if 1 not in (one, other) and one != other:
            raise ValueError("shapes do not fit")
        lengths.append(other if one == 1 else one)
    return tuple(lengths[::-1])


def source(place, shape):
    """Which entry of an array of this shape is seen at this place of the stretched one."""
    return tuple(0 if length == 1 else i for i, length in zip(place[len(place) - len(shape) :], shape))


def stretch(x, shape):
    out = np.empty(shape, x.dtype)
    for place in np.ndindex(*shape):
        out[place] = x[source(place, x.shape)]
    return out


def affine(X, W, b):
    return X @ W + np.swapaxes(b[..., None], -1, -2)


def sum_back(g, shape):
    out = np.zeros(shape)
    for place in np.ndindex(*g.shape):
        out[source(place, shape)] += g[place]
    return out
