"""cosine

Your cosine starts at step 0. It should start after the warm-up: (t - W) / (T - W).
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min(step / total, 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
