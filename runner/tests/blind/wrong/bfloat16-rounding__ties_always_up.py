# Half of a step is always added, so a tie is rounded up instead of to the even neighbour.
import numpy as np


def to_bfloat16(x):
    u = np.array(x, dtype=np.float32).view(np.uint32)
    u = (u + np.uint32(0x8000)) & np.uint32(0xFFFF0000)
    return u.view(np.float32)


def train_weight(w, step, times, master):
    w = to_bfloat16(np.float32(w))
    step = to_bfloat16(np.float32(step))
    for _ in range(times):
        w = np.float32(w + step)
        if not master:
            w = to_bfloat16(w)
    return np.float32(to_bfloat16(w))
