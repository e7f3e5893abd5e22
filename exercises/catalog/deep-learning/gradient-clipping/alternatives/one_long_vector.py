import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = float(np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()])))
    shrunk = min(norm, max_norm)
    return {name: g * shrunk / norm if norm else g.copy() for name, g in grads.items()}, norm
