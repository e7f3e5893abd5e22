"""worked_example

You compare dot products, so a long passage seems near. Divide by both lengths.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = questions @ passages.T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
