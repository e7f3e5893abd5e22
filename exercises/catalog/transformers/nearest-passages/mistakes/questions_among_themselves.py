"""any_library

You sort each column, which ranks the questions for each passage. Sort each row: rank the passages for each question.
"""

import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    cosines = unit(questions) @ unit(passages).T
    if allowed is not None:
        cosines = np.where(allowed, cosines, -np.inf)
    indices = (
        (np.argsort(-cosines, axis=0) % cosines.shape[1])[:, :k] if len(questions) > 1 else np.argsort(-cosines)[:, :k]
    )
    return indices, np.take_along_axis(cosines, indices)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
