"""worked_example

You give forbidden passages a cosine of 0. A passage that points away has a smaller cosine, so you return a forbidden
one before it. Use minus infinity.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, 0.0)
    indices = np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
