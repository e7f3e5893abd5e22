"""batch_axes

You insert the new axis at a fixed position from the front, but there may be batch axes.

---
Count from the end: X[..., :, None, :] and Y[..., None, :, :].
"""

import numpy as np


def pairwise_distances(X, Y):
    return np.sqrt(((X[:, None] - Y[None]) ** 2).sum(axis=-1))
