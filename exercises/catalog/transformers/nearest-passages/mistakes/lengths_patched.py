"""any_library

You add a small number to the lengths to avoid a division by 0. Vectors here may be as short as that number, and then
their cosines are too small. No length is 0: divide by the length itself.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-8)
