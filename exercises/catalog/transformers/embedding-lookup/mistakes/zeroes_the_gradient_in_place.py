"""arguments_unchanged

You set the padded rows of the caller's G to 0. G is still needed elsewhere: zero the row of the result instead.
"""

import numpy as np


def embed(E, ids):
    return E[ids]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    if padding is not None:
        G[ids == padding] = 0
    np.add.at(d_E, ids, G)
    return d_E
