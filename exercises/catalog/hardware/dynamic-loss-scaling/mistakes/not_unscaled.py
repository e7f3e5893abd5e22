"""worked_example

You use the scaled gradient. Divide it by the scale in float32 before the update, or every step is that many times
too large.
"""

import numpy as np


def train(w, batches, lr, scale, interval):
    w, scales, good_steps = w.copy(), [], 0
    for X, y in batches:
        scales.append(scale)
        r = X @ half(w) - y  # (n,), float32
        d = half(r * np.float32(2 * scale / len(y)))
        g = half(X.T @ d)  # (k,)
        if np.isfinite(g).all():
            w -= np.float32(lr) * g
            good_steps += 1
            if good_steps == interval:
                scale, good_steps = scale * 2, 0
        else:
            scale, good_steps = scale / 2, 0
    return w, [*scales, scale]


def half(values):
    """The float32 values of the nearest float16 numbers; infinite beyond the largest."""
    with np.errstate(over="ignore"):
        return values.astype(np.float16).astype(np.float32)
