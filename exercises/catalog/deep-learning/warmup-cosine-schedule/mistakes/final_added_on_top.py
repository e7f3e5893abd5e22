"""cosine

You add the final rate to a cosine of full height, so the schedule is too high at first. The cosine has the
height peak - final.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + peak * (1 + math.cos(math.pi * progress)) / 2
