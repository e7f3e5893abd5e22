"""small_updates

Your forward pass uses the master weights as they are. Training in half precision computes with weights rounded to
float16. Only the update uses the float32 ones.
"""

import numpy as np


def train(w, batches, lr, scale, interval):
    w, scales, good_steps = w.copy(), [], 0
    for X, y in batches:
        scales.append(scale)
        r = X @ w - y
        d = half(r * np.float32(2 * scale / len(y)))
        g = half(X.T @ d)
        if np.isfinite(g).all():
            w -= np.float32(lr) * (g / np.float32(scale))
            good_steps += 1
            if good_steps == interval:
                scale, good_steps = scale * 2, 0
        else:
            scale, good_steps = scale / 2, 0
    return w, [*scales, scale]


def half(values):
    with np.errstate(over="ignore"):
        return values.astype(np.float16).astype(np.float32)
