"""short_enough

You scale to length 1, whatever the limit is.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = 1 / max(norm, 1)
    return {name: factor * g for name, g in grads.items()}, norm
