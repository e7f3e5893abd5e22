"""worked_example

You add up the norms of the gradients. Norms of parts do not add up to the norm of the whole, but squares do: add the
squares, then take one root.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = sum(np.sqrt(np.sum(g**2)) for g in grads.values())
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm
