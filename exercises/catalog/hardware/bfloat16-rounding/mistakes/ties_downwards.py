"""worked_rounding

Your ties always go towards 0. Only half of them should: choose the neighbour whose last kept bit is 0, so that errors
cancel.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    return ((u + 0x7FFF) & 0xFFFF0000).view(np.float32)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
