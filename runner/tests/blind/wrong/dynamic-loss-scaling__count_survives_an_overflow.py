# The count of good steps is not set back to 0 by an overflow.
import numpy as np


def train(w, batches, lr, scale, interval):
    w = w.astype(np.float32).copy()
    scale = float(scale)
    scales = []
    good = 0
    for X, y in batches:
        scales.append(scale)
        X32, y32 = X.astype(np.float32), y.astype(np.float32)
        r = X32 @ w.astype(np.float16).astype(np.float32) - y32
        with np.errstate(over="ignore", invalid="ignore"):
            d = (r * np.float32(2 * scale / len(y))).astype(np.float16)
            g = (X32.T @ d.astype(np.float32)).astype(np.float16)
        if np.isfinite(g).all():
            w = w - np.float32(lr) * (g.astype(np.float32) / np.float32(scale))
            good += 1
            if good == interval:
                scale *= 2
                good = 0
        else:
            scale /= 2
    scales.append(scale)
    return w, scales
