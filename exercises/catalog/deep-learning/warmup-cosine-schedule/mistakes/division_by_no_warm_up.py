"""no_warm_up

Without a warm-up you divide by 0. Check first whether the step is in the warm-up; with W = 0 none is.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    rising = peak * (step + 1) / warmup
    if step < warmup:
        return rising
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
