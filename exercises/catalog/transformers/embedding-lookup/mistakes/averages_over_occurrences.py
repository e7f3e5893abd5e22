"""worked_gradient

You average over the occurrences of a token. Each occurrence contributes its own gradient: sum them.
"""

import numpy as np


def embed(E, ids):
    return E[ids]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    np.add.at(d_E, ids, G)
    d_E /= np.maximum(np.bincount(ids.reshape(-1), minlength=V), 1)[:, None]
    if padding is not None:
        d_E[padding] = 0
    return d_E
