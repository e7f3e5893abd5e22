"""worked_example

You multiply by the norm instead of dividing. A long gradient must become shorter.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm * max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm
