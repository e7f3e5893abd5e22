import numpy as np


def to_bfloat16(x):
    """Add just under half of the lower part, plus one if the last kept bit is 1; then cut."""
    u = np.asarray(x, dtype=np.float32).view(np.uint32)
    odd = u >> 16 & 1  # a tie rounds up only from an odd number
    return ((u + 0x7FFF + odd) & 0xFFFF0000).view(np.float32)


def train_weight(w, step, times, master):
    """The sum in float32; master decides how often it is rounded."""
    w, step = to_bfloat16(w), to_bfloat16(step)
    for _ in range(times):
        w = w + step
        if not master:
            w = to_bfloat16(w)
    return to_bfloat16(w)
