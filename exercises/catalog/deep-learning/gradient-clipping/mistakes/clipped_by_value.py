"""worked_example

You clip each entry to between -c and c. That changes the direction. Scale all entries by the same factor.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm / max(norm, max_norm)
    return {name: np.clip(g, -max_norm, max_norm) for name, g in grads.items()}, norm
