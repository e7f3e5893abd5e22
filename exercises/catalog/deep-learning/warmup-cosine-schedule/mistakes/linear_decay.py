"""cosine

Your rate falls linearly. Half a cosine starts and ends slowly.
"""

import math


def learning_rate(step, warmup, total, peak, final):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / (total - warmup), 1.0)
    return final + (peak - final) * (1 - progress)
