"""worked_lookup

You use the id as a number. It is a name.

---
Row 2 of the table is E[2].
"""

import numpy as np


def embed(E, ids):
    return ids[..., None] * E[1]


def embedding_gradient(G, ids, V, padding=None):
    d_E = np.zeros((V, G.shape[-1]))
    np.add.at(d_E, ids, G)
    if padding is not None:
        d_E[padding] = 0
    return d_E
