"""edges

You turn tiny numbers into 0. bfloat16 has the same smallest exponent as float32, and subnormal numbers below it too.
"""

import numpy as np


def to_bfloat16(x):
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1
    rounded = ((u + 0x7FFF + odd) & 0xFFFF0000).view(np.float32)
    return np.where(np.abs(rounded) < 1.2e-38, np.copysign(np.float32(0), rounded), rounded)


def train_weight(w, step, times, master):
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
