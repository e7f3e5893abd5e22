"""worked_gradient

A token that occurs more than once keeps the gradient of its last occurrence only.

---
d_E[ids] += G reads, adds and writes once for each id; np.add.at adds for every occurrence.
"""

import numpy as np


def embed(E, ids):
    return E[ids]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    d_E[ids] += G
    if padding is not None:
        d_E[padding] = 0
    return d_E
