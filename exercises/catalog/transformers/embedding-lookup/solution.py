import numpy as np


def embed(E, ids):
    """One row of the table for each id."""
    return E[ids]  # (..., d)


def embedding_gradient(G, ids, V, padding=None):
    """Each row of the table collects the gradients of all its occurrences."""
    d_E = np.zeros((V, G.shape[-1]))
    np.add.at(d_E, ids, G)  # d_E[ids] += G would keep only one of several occurrences
    if padding is not None:
        d_E[padding] = 0
    return d_E
