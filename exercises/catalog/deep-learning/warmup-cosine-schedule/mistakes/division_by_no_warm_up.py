"""no_warm_up

Without a warm-up you divide by 0. Ask first whether the step lies in the warm-up; with W = 0 none does.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    rising = peak * (step + 1) / warmup
    if step < warmup:
        return rising
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
