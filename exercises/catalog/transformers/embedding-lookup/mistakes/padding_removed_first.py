"""worked_gradient

Your function drops the ids below the padding token too, or shifts them. Only ids equal to the padding token get no
gradient.
"""

import numpy as np


def embed(E, ids):
    return E[ids]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    np.add.at(d_E, ids, G)
    if padding is not None:
        d_E[: padding + 1] = 0
    return d_E
