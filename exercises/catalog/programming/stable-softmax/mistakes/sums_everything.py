"""any_axis

You sum over the whole array. Each slice along the axis needs its own sum.

---
Pass axis=axis and keepdims=True.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max())
    return e / e.sum()


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
