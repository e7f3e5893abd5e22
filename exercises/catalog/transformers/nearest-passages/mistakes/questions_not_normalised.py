"""worked_example

Your order is right, but your scores are not cosines: they grow with the length of the question. Divide by that too.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = questions @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
