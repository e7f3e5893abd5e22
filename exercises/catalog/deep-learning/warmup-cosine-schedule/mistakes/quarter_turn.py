"""cosine

You use a quarter of a period, from 0 to π/2, which is still steep at the end. Use half a period.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * math.cos(math.pi * progress / 2)
