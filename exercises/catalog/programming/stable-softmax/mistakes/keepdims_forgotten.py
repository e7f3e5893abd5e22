"""any_axis

Your sum loses its axis, so the division aligns it with the wrong axis, or fails.

---
Pass keepdims=True.
"""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max())
    return e / e.sum(axis=axis)


def log_softmax(x, axis=-1):
    return np.log(softmax(x, axis))
