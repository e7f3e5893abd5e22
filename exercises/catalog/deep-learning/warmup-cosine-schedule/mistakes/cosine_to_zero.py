"""cosine

Your rate goes down to 0, whatever final is. Half a cosine should lead from the peak to final: its height is their
difference.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return peak * (1 + math.cos(math.pi * progress)) / 2
