import numpy as np


def nearest_passages(questions, passages, k, allowed=None):
    """The k passages with the largest cosine, for each question.

    questions: (m, d)    passages: (n, d)    allowed: booleans (m, n)

    Returns (indices, scores), both (m, min(k, n)), the nearest first.

    With questions = [[2, 0]], passages = [[3, 4], [1, 0.1], [-2, 0]] and k = 2
    the result is [[1, 0]] and [[0.995, 0.6]].
    """
    # cosines: (m, n)

    raise NotImplementedError("return indices and scores")
