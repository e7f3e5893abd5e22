"""worked_rounding

You round to float16. It has more digits but a much smaller range: beyond 65504 it overflows to infinity. bfloat16 has
the exponent of float32.
"""

import numpy as np


def to_bfloat16(x):
    return np.asarray(x, dtype=np.float16).astype(np.float32)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
