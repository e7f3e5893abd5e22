"""worked_example

Your norm is the sum of the squares. Take its root.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = sum(np.sum(g**2) for g in grads.values())
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm
