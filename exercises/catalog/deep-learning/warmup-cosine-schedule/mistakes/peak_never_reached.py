"""warm_up

You divide by W + 1, so the warm-up ends below the peak. Its last step, W - 1, has the peak rate: divide by W.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 + math.cos(math.pi * progress)) / 2
