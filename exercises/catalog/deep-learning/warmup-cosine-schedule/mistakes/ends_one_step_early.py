"""cosine

Your cosine reaches the final rate at step T - 1. It should reach it at step T.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - 1 - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
