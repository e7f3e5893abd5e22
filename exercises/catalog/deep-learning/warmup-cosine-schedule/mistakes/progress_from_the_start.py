"""cosine

Your cosine has been running since step 0. It starts when the warm-up is over: (t - W) / (T - W).
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min(step / total, 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
