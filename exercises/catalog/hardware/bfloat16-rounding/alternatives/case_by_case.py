import numpy as np


def to_bfloat16(x):
    u = np.array(x, dtype=np.float32).view(np.uint32)
    upper, lower = u // 65536, u % 65536
    up = (lower > 32768) | ((lower == 32768) & (upper % 2 == 1))
    return ((upper + up.astype(np.uint32)) * np.uint32(65536)).view(np.float32)


def train_weight(w, step, times, master):
    total, step = to_bfloat16(w), to_bfloat16(step)
    rounded = (lambda number: number) if master else to_bfloat16
    for _ in range(times):
        total = rounded(np.float32(total + step))
    return to_bfloat16(total)
