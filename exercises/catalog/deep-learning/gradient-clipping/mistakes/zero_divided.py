"""zero

If all gradients are 0, you divide 0 by 0, which is nan. Check first whether the norm is above the limit, or divide by
the larger of the two.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = np.minimum(1, max_norm / norm) if norm else np.float64(0) / norm
    return {name: factor * g for name, g in grads.items()}, norm
