"""worked_example

You do not use `allowed`, so a question gets passages that it must not see.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T

    indices = np.argsort(-cosines)[:, :k]
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
