"""any_number

You round to decimals. A floating-point number keeps a fixed number of binary digits, wherever the point is.
"""

import numpy as np


def to_bfloat16(x):
    x = np.asarray(x, dtype=np.float32)
    return np.round(x / 2) * 2


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
