"""cosine

Your cosine covers a full period, down and up again. Half a period, from 0 to π, leads from the peak to the final rate.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(2 * math.pi * progress)) / 2
