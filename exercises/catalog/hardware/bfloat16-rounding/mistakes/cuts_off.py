"""worked_rounding

You cut off the lower half without looking at it, so every number moves towards 0 and errors accumulate in one
direction. Round to the nearest.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    return (u & 0xFFFF0000).view(np.float32)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
