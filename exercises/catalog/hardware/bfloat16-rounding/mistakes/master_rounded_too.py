"""worked_training

You round the master copy after each step, so it loses small steps like the weight itself. Keep it in float32 until the
end.
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
        w = to_bfloat16(w)
    return to_bfloat16(w)
