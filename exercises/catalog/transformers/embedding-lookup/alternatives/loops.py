import numpy as np


def embed(E, ids):
    rows = np.empty((*ids.shape, E.shape[1]))
    for where in np.ndindex(ids.shape):
        rows[where] = E[ids[where]]
    return rows


def embedding_gradient(G, ids, V, padding=None):
    out = np.zeros((V, G.shape[-1]))
    for where in np.ndindex(ids.shape):
        if ids[where] != padding:
            out[ids[where]] += G[where]
    return out
