"""warm_up

Your warm-up starts from the final rate. It should rise from 0 towards the peak; the final rate only matters for the
decay.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return final + (peak - final) * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
