"""worked_training

Without a master copy, round the weight after each addition. You only round at the end, as with a master copy.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    return ((u + 0x7FFF + odd) & 0xFFFF0000).view(np.float32)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step

    return to_bfloat16(w)
