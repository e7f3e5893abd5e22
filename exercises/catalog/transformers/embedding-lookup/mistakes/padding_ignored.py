"""worked_gradient

The padding token gets a gradient. Its row means nothing and must not be trained: set it to 0.
"""

import numpy as np


def embed(E, ids):
    return E[ids]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    np.add.at(d_E, ids, G)

    return d_E
