import math

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = math.hypot(*(v for g in grads.values() for v in g.flat))
    clipped = {}
    for name, g in grads.items():
        clipped[name] = np.array(g)
        for i in np.ndindex(g.shape):
            clipped[name][i] /= max(norm / max_norm, 1.0)
    return clipped, norm
