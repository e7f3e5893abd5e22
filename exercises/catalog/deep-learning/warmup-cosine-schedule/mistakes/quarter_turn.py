"""cosine

You use a quarter of a turn, from 0 to π/2, which is still fast at the end. Half a turn ends gently.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * math.cos(math.pi * progress / 2)
