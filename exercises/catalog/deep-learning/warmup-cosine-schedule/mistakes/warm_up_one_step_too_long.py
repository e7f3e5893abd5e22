"""cosine

Your warm-up lasts one step too long and exceeds the peak at step W. It should end with step W - 1.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step <= warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
