"""cosine

You divide the steps since the warm-up by T. The decay is T - W steps long.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / total, 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
