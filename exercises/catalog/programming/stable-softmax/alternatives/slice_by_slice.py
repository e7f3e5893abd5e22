import math

import numpy as np


def log_softmax(x, axis=-1):
    def one(scores):
        top = max(scores)
        total = math.log(sum(math.exp(s - top) for s in scores))
        return np.array([s - top - total for s in scores])

    return np.apply_along_axis(one, axis, x).astype(x.dtype)


def softmax(x, axis=-1):
    rows = np.moveaxis(x, axis, -1)
    out = np.empty(rows.shape, x.dtype)
    for at in np.ndindex(rows.shape[:-1]):
        shares = np.exp(rows[at] - max(rows[at]))
        out[at] = shares / sum(shares)
    return np.moveaxis(out, -1, axis)
