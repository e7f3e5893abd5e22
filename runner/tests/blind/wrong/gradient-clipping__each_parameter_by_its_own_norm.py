# Each parameter is clipped by its own norm instead of all by one global norm.
import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    clipped = {}
    for name, g in grads.items():
        length = np.sqrt(np.sum(g**2))
        clipped[name] = g * (max_norm / length) if length > max_norm else g.copy()
    return clipped, float(norm)
