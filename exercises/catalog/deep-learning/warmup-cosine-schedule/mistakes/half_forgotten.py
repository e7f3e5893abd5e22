"""cosine

1 + cos runs from 2 to 0. Half of it runs from 1 to 0.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress))
