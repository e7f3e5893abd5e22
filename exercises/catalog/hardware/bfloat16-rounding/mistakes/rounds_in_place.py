"""numbers_unchanged

You write the rounded bits into the caller's array: a view shares its memory. Work on a copy.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    u[...] = (u + 0x7FFF + (u >> 16 & 1)) & 0xFFFF0000
    return u.view(np.float32)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
