"""arguments_unchanged

You scale the caller's gradients in place.

---
Make new arrays: factor * g, not g *= factor.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm / max(norm, max_norm)
    for g in grads.values():
        g *= factor
    return grads, norm
