"""worked_example

You do not set the count back after you double the scale, so it is never equal to the interval again. Start at 0 with
each new scale.
"""

import numpy as np


def train(w, batches, lr, scale, interval):
    w, scales, good_steps = w.copy(), [], 0
    for X, y in batches:
        scales.append(scale)
        r = X @ half(w) - y
        d = half(r * np.float32(2 * scale / len(y)))
        g = half(X.T @ d)
        if np.isfinite(g).all():
            w -= np.float32(lr) * (g / np.float32(scale))
            good_steps += 1
            if good_steps == interval:
                scale = scale * 2
        else:
            scale, good_steps = scale / 2, 0
    return w, [*scales, scale]


def half(values):
    with np.errstate(over="ignore"):
        return values.astype(np.float16).astype(np.float32)
