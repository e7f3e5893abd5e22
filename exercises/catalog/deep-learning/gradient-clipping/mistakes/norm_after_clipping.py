"""worked_example

You return the norm after clipping, which is never above the limit and so tells you nothing. Return the norm from before
clipping.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm / max(norm, max_norm)
    return {name: factor * g for name, g in grads.items()}, norm * factor
