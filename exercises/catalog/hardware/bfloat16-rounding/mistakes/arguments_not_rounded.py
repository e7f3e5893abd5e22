"""any_training

You do not round weight and step at the start. Round both to bfloat16 before the first addition.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    return ((u + 0x7FFF + odd) & 0xFFFF0000).view(np.float32)


def train_weight(w, step, times, master):
    w, step = np.float32(w), np.float32(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
