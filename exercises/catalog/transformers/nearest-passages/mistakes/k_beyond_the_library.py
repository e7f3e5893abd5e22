"""small_library

You return k columns even when there are fewer passages, filled up with something that is no passage. Return all that
there are.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = np.argsort(-cosines)[:, np.minimum(np.arange(k), cosines.shape[1] - 1)]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
