"""warm_up

Your schedule starts at the peak and has no warm-up.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
