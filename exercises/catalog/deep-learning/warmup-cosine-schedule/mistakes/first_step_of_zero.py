"""warm_up

Your first step has a rate of 0, so it does nothing. Step 0 is the first of W: it gets 1/W of the peak.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * step / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
