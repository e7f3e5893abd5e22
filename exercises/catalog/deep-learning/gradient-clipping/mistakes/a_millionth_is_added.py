"""short_limits

You add a small number to the norm before you divide, as PyTorch does. Where the gradients themselves are small they
come out shorter than asked for. The division is safe without it: it happens only where the norm is above the limit.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: g * factor for name, g in grads.items()}, norm
