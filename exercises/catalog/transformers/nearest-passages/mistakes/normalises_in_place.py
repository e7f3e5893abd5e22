"""arguments_unchanged

You divide the caller's vectors by their lengths in place. The library is used for the next question too: write rows =
rows / ..., which makes a new array.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
