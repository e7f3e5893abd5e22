import numpy as np


def embed(E, ids):
    """The row of E for each id.

    E: (V, d)    ids: integers, any shape (...)

    Returns (..., d).

    With E = [[1, 0], [0, 1], [2, 2]] and ids = [2, 0, 2] the result is [[2, 2], [1, 0], [2, 2]].
    """
    raise NotImplementedError("return the rows")


def embedding_gradient(G, ids, V, padding=None):
    """The gradient of the table.

    G: (..., d), the gradient of the looked-up rows    ids: (...)    V: the number of rows of the table

    Returns (V, d); the row of the padding token is 0.

    With G = [[1, 2], [3, 4], [10, 20]], ids = [2, 0, 2] and V = 3 the result is [[3, 4], [0, 0], [11, 22]].
    """
    raise NotImplementedError("return the gradient")
