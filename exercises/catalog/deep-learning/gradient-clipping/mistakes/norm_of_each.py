"""worked_example

You clip each gradient by its own norm. That changes the overall direction: parameters with long gradients are shortened
more than others. Take one norm over all of them, and one factor.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm / max(norm, max_norm)
    return {name: g * max_norm / max(np.linalg.norm(g), max_norm) for name, g in grads.items()}, norm
