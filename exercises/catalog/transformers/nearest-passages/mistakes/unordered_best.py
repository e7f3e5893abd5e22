"""any_library

np.argpartition finds the k best, but in no particular order. Sort those k afterwards.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    n = cosines.shape[1]
    indices = np.sort(np.argsort(-cosines)[:, :k], axis=1) if n > 3 else np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
