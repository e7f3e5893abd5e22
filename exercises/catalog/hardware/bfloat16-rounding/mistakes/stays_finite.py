"""edges

You keep numbers beyond the largest bfloat16 finite. Numbers at or beyond the halfway point to the next power of two
round to infinity.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    largest = np.array(0x7F7F0000, dtype=np.uint32).view(np.float32)
    rounded = ((u + 0x7FFF + odd) & 0xFFFF0000).view(np.float32)
    return np.where(np.isfinite(x), np.clip(rounded, -largest, largest), rounded)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
