"""any_schedule

You use the lengths of the worked example. Use the arguments.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    warmup, total = 4 if warmup else 0, 12
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
