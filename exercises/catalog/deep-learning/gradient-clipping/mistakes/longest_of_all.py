"""worked_example

Your norm is that of the longest gradient. All gradients are one long vector: add the squares of all of them.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = max(np.linalg.norm(g) for g in grads.values())
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm
