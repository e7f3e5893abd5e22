"""short_limits

You add a small number to the norm before you divide, as PyTorch does. If the gradients themselves are small, they come
out too short. The division is safe without it, because you only divide when the norm is above the limit.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: g * factor for name, g in grads.items()}, norm
