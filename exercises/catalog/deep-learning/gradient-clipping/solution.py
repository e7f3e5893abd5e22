import numpy as np


def clip_by_global_norm(grads, max_norm):
    """One norm over all gradients, one factor for all."""
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm / max(norm, max_norm)  # 1 if the gradient is short enough
    return {name: factor * g for name, g in grads.items()}, norm
