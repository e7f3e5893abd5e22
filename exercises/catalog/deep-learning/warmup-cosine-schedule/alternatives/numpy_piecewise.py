import numpy as np


def learning_rate(step, warmup, total, peak, final):
    rising = (step + 1) / max(warmup, 1)
    share = np.clip((step - warmup) / (total - warmup), 0, 1)
    falling = np.cos(np.pi * share / 2) ** 2  # (1 + cos x) / 2 = cos² (x / 2)
    return peak * rising if step < warmup else final * (1 - falling) + peak * falling
