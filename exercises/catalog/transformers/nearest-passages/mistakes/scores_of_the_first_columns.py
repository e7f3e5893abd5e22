"""worked_example

Your scores do not belong to your passages: in each row, read the entries at its indices.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = np.argsort(-cosines)[:, :k]
    return indices, cosines[:, : indices.shape[1]]


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
