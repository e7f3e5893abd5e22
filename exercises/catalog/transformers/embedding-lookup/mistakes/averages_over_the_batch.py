"""any_batch

Your gradient is divided by the number of examples. If there is a mean, it is in the loss and so already in G.
"""

import numpy as np


def embed(E, ids):
    return E[ids]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    np.add.at(d_E, ids, G)
    if ids.ndim > 1:
        d_E /= len(ids)
    if padding is not None:
        d_E[padding] = 0
    return d_E
