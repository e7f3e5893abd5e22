"""end_of_the_master_copy

You add all steps at once. Training adds one after the other, and each sum is rounded to float32: a small enough step is
lost every time.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    return ((u + 0x7FFF + odd) & 0xFFFF0000).view(np.float32)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    if master:
        return to_bfloat16(w + np.float32(times) * step)
    for _ in range(times):
        w = to_bfloat16(w + step)
    return w
